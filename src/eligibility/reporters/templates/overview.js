const [PATH, ID, VERDICT, CATEGORY, EMPLOYER, RULES, ERRORS, WARNINGS, NOTES, DOUBTS, PAGE, CAUSE, DECISIONS] = Array(13).keys();
const FACETS = {
  verdict: (row) => [row[VERDICT]],
  rule: (row) => row[RULES],
  employer: (row) => filledIn(row, EMPLOYER),
  category: (row) => filledIn(row, CATEGORY),
  decision: (row) => Object.keys(row[DECISIONS]),
};
const ORDERS = {
  verdict: ["ineligible", "undetermined", "refer", "eligible", "unjudged"],
  decision: ["open", "upheld", "false-alarm", "excused"],
};
const STEP = 100; // rows of the list that are added at a time
const FEW = 10; // values of a facet that are shown at first

const rows = JSON.parse(document.getElementById("submissions").textContent);
const { texts, terms, rules } = JSON.parse(document.getElementById("words").textContent);
const haystacks = rows.map((row) => [row[PATH], row[ID], row[EMPLOYER], ...row[RULES].flatMap((name) => [name, rules[name]])].join("\n").toLowerCase());
const search = document.getElementById("search");
const more = document.getElementById("more");
const clear = document.getElementById("clear");
const unfolded = new Set();
let chosen = {}; // one value for each facet that is filtered by
let length = STEP;

// What is not known of a submission that could not be judged is not known to be empty.
const filledIn = (row, place) => (row[place] || row[PAGE] ? [row[place]] : []);
const worded = (facet, value) => (value === "" ? texts.none : facet === "rule" ? rules[value] ?? "" : facet === "employer" ? value : terms[value] ?? value);

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function matches(index, words, except) {
  const row = rows[index];
  for (const [facet, value] of Object.entries(chosen)) {
    if (facet !== except && !FACETS[facet](row).includes(value)) return false;
  }
  return words.every((word) => haystacks[index].includes(word));
}

function showFacet(facet, words) {
  const counts = new Map();
  rows.forEach((row, index) => {
    if (matches(index, words, facet)) for (const value of FACETS[facet](row)) counts.set(value, (counts.get(value) ?? 0) + 1);
  });
  const known = [...counts].sort((one, other) =>
    facet in ORDERS ? ORDERS[facet].indexOf(one[0]) - ORDERS[facet].indexOf(other[0]) : other[1] - one[1] || (one[0] < other[0] ? -1 : 1));
  const most = Math.max(1, ...counts.values());
  const section = document.querySelector(`[data-facet="${facet}"]`);
  const shown = unfolded.has(facet) ? known : known.filter(([value], rank) => rank < FEW || value === chosen[facet]);
  section.querySelector("ul").replaceChildren(...shown.map(([value, count]) => {
    const bar = make("span", { className: "bar" });
    bar.style.width = `${(100 * count) / most}%`;
    const button = make("button", { type: "button", className: facet in ORDERS ? `value ${value}` : "value" },
      make("span", { className: "label" }, worded(facet, value), ...(facet === "rule" ? [make("code", { textContent: value })] : [])), make("span", { className: "figure", textContent: count }), bar);
    button.dataset.value = value;
    button.setAttribute("aria-pressed", String(chosen[facet] === value));
    button.addEventListener("click", () => choose(facet, value));
    return make("li", {}, button);
  }));
  const all = section.querySelector(".all");
  if (all) all.hidden = shown.length === known.length;
}

function shownRow(row) {
  const name = row[PAGE] ? make("a", { href: row[PAGE], textContent: row[PATH] }) : make("span", { textContent: row[PATH] });
  const verdict = make("td", {}, make("span", { className: `badge ${row[VERDICT]}`, textContent: terms[row[VERDICT]] }));
  if (row[CAUSE]) verdict.append(make("p", { className: "cause", textContent: row[CAUSE] }));
  const cells = [make("td", {}, name), ...[row[ID], row[EMPLOYER], terms[row[CATEGORY]] ?? row[CATEGORY]].map((text) => make("td", { textContent: text || "–" })), verdict];
  for (const number of [row[ERRORS], row[WARNINGS], row[NOTES], row[DOUBTS], row[DECISIONS].open ?? 0]) cells.push(make("td", { className: "figure", textContent: row[PAGE] ? number : "" }));
  return make("tr", {}, ...cells);
}

function show() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const facet of Object.keys(FACETS)) showFacet(facet, words);
  const found = rows.filter((_, index) => matches(index, words));
  document.querySelector("#list tbody").replaceChildren(...found.slice(0, length).map(shownRow));
  document.getElementById("shown").textContent = texts.shown.replace("{shown}", found.length).replace("{count}", rows.length);
  more.hidden = found.length <= length;
  clear.hidden = !words.length && !Object.keys(chosen).length;
}

// The address holds what is chosen, so that the way back from a page leads to the same list.
function remember() {
  const state = new URLSearchParams(chosen);
  if (search.value) state.set("search", search.value);
  history.replaceState(null, "", `#${state}`);
  show();
}

function restore() {
  const state = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  search.value = state.search ?? "";
  chosen = Object.fromEntries(Object.entries(state).filter(([facet]) => Object.hasOwn(FACETS, facet)));
  show();
}

function choose(facet, value) {
  if (chosen[facet] === value) delete chosen[facet];
  else chosen[facet] = value;
  length = STEP;
  remember();
}

for (const section of document.querySelectorAll("[data-facet]")) {
  section.querySelector(".all")?.addEventListener("click", () => { unfolded.add(section.dataset.facet); show(); });
}
search.addEventListener("input", () => { length = STEP; remember(); });
search.form.addEventListener("submit", (event) => event.preventDefault());
clear.addEventListener("click", () => { chosen = {}; search.value = ""; remember(); });
more.addEventListener("click", () => { length += STEP; show(); });
addEventListener("hashchange", restore);
addEventListener("beforeprint", () => { length = Infinity; show(); });
restore();
