startTheme();
startSorting();
startArticles();
startArticle();
fillFrames();
