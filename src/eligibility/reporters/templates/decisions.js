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

// Return decision and note of a finding: what was decided here, or else what the audit knows.
function decided(key) {
  const here = store.getItem(PREFIX + key);
  if (here) return JSON.parse(here);
  const [decision, note] = kept.decided[key] ?? ["open", ""];
  return { decision, note };
}

function decide(ruling) {
  const [decision, note] = kept.decided[ruling.key] ?? ["open", ""];
  if (decision === ruling.decision && note === ruling.note) store.removeItem(PREFIX + ruling.key);
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
  const rulings = pending();
  const lines = rulings.map(({ saved, ...ruling }) => `${JSON.stringify(ruling)}\n`);
  const link = document.createElement("a");
  link.download = "decisions.jsonl";
  link.href = URL.createObjectURL(new Blob(lines, { type: "application/x-ndjson" }));
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  for (const ruling of rulings) store.setItem(PREFIX + ruling.key, JSON.stringify({ ...ruling, saved: true }));
  tellUnsaved();
});

// What the audit has taken in by now needs no keeping.
for (const key of Object.keys(kept.decided)) {
  const here = store.getItem(PREFIX + key);
  if (here) decide(JSON.parse(here));
}
addEventListener("storage", tellUnsaved);
addEventListener("pageshow", tellUnsaved);
tellUnsaved();
