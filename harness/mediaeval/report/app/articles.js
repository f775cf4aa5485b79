// The table of articles: sought, parted, sorted, and one page of rows in the document at a time.

const PAGE = 50;
const state = { query: "", slice: null, outcome: "", picture: null, by: "number", direction: 1, page: 0 };
let order = articles.id.map((_, article) => article); // all articles as they are sorted
let shown = order; // those that the reader asked for

const ranksOf = (article) => scored.map((run) => run.ranks[article]);
const within = (rank, top) => rank > 0 && rank <= top;

const OUTCOMES = {
  "all-first": (ranks) => ranks.every((rank) => rank === 1),
  "some-first": (ranks) => ranks.some((rank) => rank === 1) && !ranks.every((rank) => rank === 1),
  "none-ten": (ranks) => !ranks.some((rank) => within(rank, 10)),
  "some-ten": (ranks) => ranks.some((rank) => within(rank, 10)) && !ranks.every((rank) => within(rank, 10)),
};

/** A rank for sorting: what is not in the list comes after all that is, what has no ground truth after that. */
const late = (rank) => (rank === null ? Infinity : rank > 0 ? rank : Number.MAX_SAFE_INTEGER);

/** How far the runs are apart on an article. */
function spread(article) {
  const ranks = ranksOf(article).map(late);
  const [low, high] = [Math.min(...ranks), Math.max(...ranks)];
  return high === Infinity ? -1 : high === low ? 0 : high - low;
}

/** What a column sorts by. */
const KEYS = { number: (article) => article, title: (article) => articles.titles[article][0], spread };
scored.forEach((run, number) => {
  KEYS[`run-${number}`] = (article) => late(run.ranks[article]);
});

function sortArticles() {
  const values = articles.id.map((_, article) => KEYS[state.by](article));
  const compare = state.by === "title" ? new Intl.Collator("en").compare : (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  order = articles.id.map((_, article) => article);
  order.sort((a, b) => state.direction * compare(values[a], values[b]) || a - b);
}

function choose() {
  const words = wordsOf(state.query);
  const { slice, outcome, picture } = state;
  shown = order.filter(
    (article) =>
      (slice === null || data.slices[slice.of][article] === slice.value) &&
      (picture === null || listed(picture.run.lists, article).includes(picture.image)) &&
      (!outcome || (articles.right[article] !== null && OUTCOMES[outcome](ranksOf(article)))) &&
      holds(article, words),
  );
}

function rankCell(rank) {
  if (rank === null) return make("td", { class: "none" }, unseen("not known"));
  if (rank === 0) return make("td", { class: "none", title: "not in the list" }, "–", unseen(" not in the list"));
  return make("td", { class: rank === 1 ? "first" : rank > 10 ? "far" : null }, rank.toLocaleString("en"));
}

function rowOf(article) {
  const title = articles.titles[article][0];
  const apartFrom = spread(article);
  return make(
    "tr",
    {},
    make("td", {}, String(article + 1)),
    make("th", { scope: "row", class: "text" }, make("a", { href: hashOf(article) }, title.trim() ? marked(title, state.query) : make("i", {}, "no headline"))),
    ...scored.map((run) => rankCell(run.ranks[article])),
    ...(scored.length > 1 ? [make("td", { class: "spread" }, apartFrom < 0 ? "" : apartFrom > 1e6 ? "∞" : apartFrom.toLocaleString("en"))] : []),
  );
}

function render() {
  const pages = Math.max(1, Math.ceil(shown.length / PAGE));
  state.page = Math.min(state.page, pages - 1);
  const from = state.page * PAGE;
  const rows = shown.slice(from, from + PAGE).map(rowOf);
  byId("articles-table").tBodies[0].replaceChildren(...rows);
  const all = counted(articles.id.length, "article");
  byId("count").textContent = shown.length === articles.id.length ? all : `${shown.length.toLocaleString("en")} of ${all}`;
  byId("pager").hidden = pages === 1;
  byId("page").textContent = `${(from + 1).toLocaleString("en")} to ${(from + rows.length).toLocaleString("en")}`;
  byId("earlier").disabled = state.page === 0;
  byId("later").disabled = state.page === pages - 1;
  renderChosen();
}

/** The picture whose articles are shown, with a way back to all. */
function renderChosen() {
  const line = byId("chosen");
  line.hidden = state.picture === null;
  if (state.picture === null) return;
  const { image, run } = state.picture;
  const all = () => {
    Object.assign(state, { picture: null });
    update();
    byId("query").focus();
  };
  line.replaceChildren(
    `With picture `, make("code", {}, images.id[image]), ` among the first ${SHOWN} under run `, markOf(run), " ",
    make("button", { type: "button", click: all }, "Show all articles"),
  );
}

/** Show what is asked for now, from its first page. */
function update() {
  state.page = 0;
  choose();
  render();
}

function startArticles() {
  byId("articles-table").style.setProperty("--columns", scored.length);
  byId("query").addEventListener("input", (event) => {
    state.query = event.target.value;
    update();
  });
  byId("slice").addEventListener("change", ({ target }) => {
    const option = target.selectedOptions[0];
    state.slice = option.value === "" ? null : { of: Number(option.dataset.of), value: Number(option.value) };
    update();
  });
  byId("outcome")?.addEventListener("change", ({ target }) => {
    state.outcome = target.value;
    update();
  });
  byId("tools").addEventListener("submit", (event) => event.preventDefault());
  for (const button of document.querySelectorAll("#articles-table .sort")) {
    button.addEventListener("click", () => {
      const head = button.closest("th");
      const direction = nextDirection(head, head.dataset.sort === "spread" ? "descending" : "ascending");
      Object.assign(state, { by: head.dataset.sort, direction: direction === "ascending" ? 1 : -1 });
      markSorted(head, direction);
      sortArticles();
      update();
    });
  }
  const turn = (pages) => () => {
    state.page += pages;
    render();
    byId("articles-table").scrollIntoView({ block: "start" });
  };
  byId("earlier").addEventListener("click", turn(-1));
  byId("later").addEventListener("click", turn(1));
  for (const button of document.querySelectorAll("button.find")) {
    button.addEventListener("click", () => {
      state.picture = { image: Number(button.dataset.find), run: runs[Number(button.dataset.run)] };
      update();
      byId("articles").scrollIntoView();
      byId("chosen").querySelector("button").focus({ preventScroll: true });
    });
  }
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea, dialog");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    byId("query").focus();
  });
  update();
}
