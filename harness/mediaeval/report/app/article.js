// One article: its headline, the texts that were ranked, and the first pictures of every run side by side.

const PREFIX = "#article=";
const hashOf = (article) => PREFIX + encodeURIComponent(articles.id[article]);
let open = null; // the article that is shown

function articleOfHash() {
  if (!location.hash.startsWith(PREFIX)) return null;
  try {
    const article = articles.id.indexOf(decodeURIComponent(location.hash.slice(PREFIX.length)));
    return article < 0 ? null : article;
  } catch {
    return null; // a hash that was typed or cut
  }
}

/** The sentence on a run's rank of the right picture. */
function verdict(run, article) {
  if (run.ranks === null || run.ranks[article] === null) return "not scored";
  const rank = run.ranks[article];
  return rank > 0 ? `rank ${rank.toLocaleString("en")}` : "not in the list";
}

function card(image, place, score, right) {
  const parts = [`Rank ${place + 1}`, `picture ${images.id[image]}`, ...labelsOf(image), ...(right ? ["the right one"] : [])];
  return make(
    "li",
    { class: right ? "card right" : "card" },
    framed(image, parts.join(", ")),
    make("span", { class: "rank", "aria-hidden": "true" }, String(place + 1)),
    right ? make("span", { class: "badge", "aria-hidden": "true" }, "✓ right") : null,
    make(
      "span",
      { class: "under", "aria-hidden": "true" },
      make("code", { title: images.id[image] }, images.id[image]),
      score === null ? null : make("span", { class: "score" }, score.toPrecision(4)),
      ...labelsOf(image).map((label) => apart(label, { class: "label" })),
    ),
  );
}

const labelsOf = (image) => images.labels.map((labels) => labels[image]).filter((label) => label !== null);

function strip(run, lists, article, scores) {
  const right = articles.right[article];
  const found = listed(lists, article);
  if (!found.length) return make("p", { class: "none" }, "No list for this article.");
  const cards = found.map((image, place) => card(image, place, scores ? scores[article * SHOWN + place] : null, image === right));
  return make("ol", { class: "strip" }, ...cards);
}

function runBlock(run, article) {
  return make(
    "section",
    { class: "of-run", "aria-label": `Run ${run.mark}` },
    make("h3", {}, markOf(run), " ", apart(run.name), " ", make("span", { class: "verdict" }, verdict(run, article))),
    strip(run, run.lists, article, run.scores),
    run.before === null
      ? null
      : make("details", { class: "before" }, make("summary", {}, "Before revision", unseen(`, run ${run.mark}`)), strip(run, run.before, article, null)),
  );
}

/** The texts that runs ranked for, each set once, with the runs that share it. */
function textBlocks(article) {
  return data.views.map((set, number) => {
    const sharing = runs.filter((run) => run.views === number);
    const texts = set[article] ?? [];
    if (!texts.length) return null;
    return make(
      "div",
      {},
      make("h3", {}, texts.length > 1 ? "Headline and paraphrases as ranked by " : "Text as ranked by ", ...sharing.flatMap((run) => [markOf(run), " "])),
      make("ul", { class: "texts" }, ...texts.map((text) => make("li", {}, apart(text, { dir: "auto" })))),
    );
  });
}

function facts(article) {
  const pairs = [["Article", articles.id[article]]];
  if (articles.key[article] !== articles.id[article]) pairs.push(["Key", articles.key[article]]);
  data.slices.forEach((values, number) => {
    if (values[article] >= 0) pairs.push([data.sliceNames[number], data.sliceValues[number][values[article]]]);
  });
  return make("dl", { class: "facts" }, ...pairs.flatMap(([name, value]) => [make("dt", {}, apart(name)), make("dd", {}, apart(value))]));
}

function renderArticle(article) {
  const [title, ...others] = articles.titles[article];
  const right = articles.right[article];
  byId("article-heading").replaceChildren(title.trim() ? apart(title, { dir: "auto" }) : make("i", {}, "no headline"));
  byId("article-body").replaceChildren(
    ...others.map((other) => make("p", { class: "other-title" }, apart(other, { dir: "auto" }))),
    make(
      "div",
      { class: "summary" },
      right === null ? null : make("figure", { class: "card right alone" }, framed(right, `The right picture, ${images.id[right]}`), make("figcaption", {}, "✓ The right picture", ...labelsOf(right).map((label) => apart(label, { class: "label" })))),
      make("div", {}, ...textBlocks(article).filter(Boolean)),
    ),
    ...runs.map((run) => runBlock(run, article)),
    make("section", { class: "of-run", "aria-label": "About this article" }, make("h3", {}, "About this article"), facts(article)),
  );
  const place = shown.indexOf(article);
  byId("article-place").textContent = place < 0 ? "" : `${(place + 1).toLocaleString("en")} of ${counted(shown.length, "article")}`;
  byId("article-earlier").disabled = place <= 0;
  byId("article-later").disabled = place < 0 || place === shown.length - 1;
}

/** Bring the dialogue in line with the address. */
function followHash() {
  const dialog = byId("article");
  const article = articleOfHash();
  open = article;
  if (article === null) {
    dialog.close();
    return;
  }
  renderArticle(article);
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
  byId("article-heading").focus({ preventScroll: true });
}

function step(by) {
  const place = shown.indexOf(open);
  const article = shown[place + by];
  if (place < 0 || article === undefined) return;
  history.replaceState(null, "", hashOf(article));
  followHash();
}

function startArticle() {
  const dialog = byId("article");
  byId("article-close").addEventListener("click", () => dialog.close());
  byId("article-earlier").addEventListener("click", () => step(-1));
  byId("article-later").addEventListener("click", () => step(1));
  dialog.addEventListener("click", ({ target }) => {
    if (target === dialog) dialog.close(); // the dimmed page around it
  });
  dialog.addEventListener("close", () => {
    open = null;
    if (location.hash.startsWith(PREFIX)) history.replaceState(null, "", "#articles");
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.key === "ArrowLeft") step(-1);
    if (event.key === "ArrowRight") step(1);
  });
  addEventListener("hashchange", followHash);
  followHash();
}
