// Elements are made here and nowhere else, and text enters the page as text alone.

/**
 * An element with attributes and children.
 * @param {string} tag
 * @param {Object<string, unknown>} [attributes] null and false are left out; a function is a listener
 * @param {...(Node|string|null|undefined)} children
 */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const byId = (id) => document.getElementById(id);
const read = (id) => JSON.parse(byId(id).textContent);

/** Text for screen readers alone. */
const unseen = (text) => make("span", { class: "unseen" }, text);

/** Text of unknown direction, apart from what stands around it. */
const apart = (text, attributes = {}) => make("bdi", attributes, text);

const counted = (number, word) => `${number.toLocaleString("en")} ${word}${number === 1 ? "" : "s"}`;
