// What the page is about, column by column, as mediaeval wrote it (report/payload.py).

const data = read("data");
const { articles, images, runs } = data;
const scored = runs.filter((run) => run.ranks !== null);
const SHOWN = data.shown;

/** The images among the first of an article's list under a run; of one that ranked fewer, fewer. */
const listed = (lists, article) => lists.slice(article * SHOWN, (article + 1) * SHOWN).filter((image) => image >= 0);

/** The sign of a run, as everywhere in the page. */
const markOf = (run) => make("span", { class: `mark series-${run.colour}` }, run.mark);

const rankText = (rank) => (rank > 0 ? String(rank) : "–");
