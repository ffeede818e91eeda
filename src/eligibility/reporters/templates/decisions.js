"use strict";

// What a reviewer decides is kept in this browser until it was saved to a file and taken in by the audit.
const kept = JSON.parse(document.getElementById("decisions").textContent);
const unsaved = document.querySelector(".unsaved");
const PREFIX = `eligibility ${kept.audit} `;
let store;
try {
  store = localStorage;
} catch { // forbidden here: kept as long as the page is open
  const held = new Map();
  store = { getItem: (key) => held.get(key) ?? null, setItem: (key, value) => held.set(key, value), removeItem: (key) => held.delete(key), get length() { return held.size; }, key: (index) => [...held.keys()][index] ?? null };
}

function pending() {
  const names = Array.from({ length: store.length }, (_, index) => store.key(index)).filter((name) => name.startsWith(PREFIX));
  return names.sort().map((name) => JSON.parse(store.getItem(name)));
}

// What the audit had taken in when this page was written.
function known(key) {
  const [decision, note] = kept.decided[key] ?? ["open", ""];
  return { decision, note };
}
const same = (one, other) => one.decision === other.decision && one.note === other.note;
// The overview knows of all findings, a page of those on it.
const isKnown = ({ key }) => kept.submission === null || document.querySelector(`[data-key="${CSS.escape(key)}"]`) !== null;

// Return decision and note of a finding: what was decided here, or else what the audit knows.
function decided(key) {
  const here = store.getItem(PREFIX + key);
  return here ? JSON.parse(here) : known(key);
}

function decide(ruling) {
  if (same(ruling, known(ruling.key))) store.removeItem(PREFIX + ruling.key);
  else store.setItem(PREFIX + ruling.key, JSON.stringify(ruling));
  tellUnsaved();
}

function tellUnsaved() {
  const rulings = pending();
  const count = rulings.filter((ruling) => !ruling.saved).length;
  unsaved.hidden = rulings.length === 0;
  for (const [name, number] of [["new", count], ["waiting", rulings.length - count]]) {
    const line = unsaved.querySelector(`.${name}`);
    line.hidden = number === 0;
    line.querySelector("b").textContent = number;
  }
}

unsaved.querySelector("button").addEventListener("click", () => {
  const fresh = pending().filter((ruling) => !ruling.saved);
  const rulings = fresh.length ? fresh : pending(); // what was saved is saved once more only by itself: others may have decided since
  const lines = rulings.map(({ saved, ...ruling }) => `${JSON.stringify(ruling)}\n`);
  const link = document.createElement("a");
  link.download = "decisions.jsonl";
  link.href = URL.createObjectURL(new Blob(lines, { type: "application/x-ndjson" }));
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  for (const ruling of rulings) store.setItem(PREFIX + ruling.key, JSON.stringify({ ...ruling, saved: isKnown(ruling) ? known(ruling.key) : true }));
  tellUnsaved();
});

// What was taken in by now needs no keeping, nor what was saved before the audit took in something else about it.
for (const ruling of pending().filter(isKnown)) {
  const now = known(ruling.key);
  if (same(ruling, now) || (ruling.saved?.decision && !same(ruling.saved, now))) store.removeItem(PREFIX + ruling.key);
}
addEventListener("storage", tellUnsaved);
addEventListener("pageshow", tellUnsaved);
tellUnsaved();
