// Which articles hold all words of a query, whatever their case and accents.

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** One text for each article, in which it is sought: headline, id and key, and every other text of it. */
const haystack = articles.id.map((id, article) =>
  plain([id, articles.key[article], ...articles.titles[article], ...data.views.flatMap((set) => set[article] ?? [])].join("\n")),
);

const wordsOf = (query) => plain(query).split(/\s+/).filter(Boolean);

const holds = (article, words) => words.every((word) => haystack[article].includes(word));

/** A text with the words of a query marked, where they stand as they were typed. */
function marked(text, query) {
  const typed = query.trim().split(/\s+/).filter(Boolean).sort((a, b) => b.length - a.length);
  const bdi = apart("", { dir: "auto" });
  if (!typed.length) {
    bdi.append(text);
    return bdi;
  }
  const pattern = new RegExp(typed.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"), "giu");
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    bdi.append(text.slice(from, match.index), make("mark", {}, match[0]));
    from = match.index + match[0].length;
  }
  bdi.append(text.slice(from));
  return bdi;
}
