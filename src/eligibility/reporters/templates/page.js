"use strict";

// Show or hide the findings of a severity or with a decision, and what is left without any.
function sift(article) {
  const hidden = [...article.querySelectorAll('button.count[aria-pressed="false"]')].map((button) => button.dataset);
  for (const card of article.querySelectorAll(".card[data-finding]")) {
    card.hidden = hidden.some(({ severity, decided: decision }) => card.dataset.severity === severity || (decision && decision === card.dataset.decision));
  }
  for (const box of article.querySelectorAll(".group, section:not(.doubts, .grounds)")) box.hidden = !box.querySelector(".card:not([hidden])");
}
for (const button of document.querySelectorAll("button.count")) {
  button.addEventListener("click", () => {
    button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
    sift(button.closest("article"));
  });
}

// Decisions of the reviewer, on the page of an audit.
function showDecision(card, { decision, note }) {
  card.dataset.decision = decision;
  for (const button of card.querySelectorAll(".decision")) button.setAttribute("aria-pressed", String(button.dataset.decision === decision));
  const line = card.querySelector(".note");
  line.value = note;
  line.hidden = decision === "open";
}
function countDecisions(article) {
  for (const button of article.querySelectorAll("[data-decided]")) {
    const count = article.querySelectorAll(`.card[data-decision="${button.dataset.decided}"]`).length;
    button.querySelector("b").textContent = count;
    button.disabled = count === 0;
  }
}
const cards = document.querySelectorAll(".card[data-key]");
for (const card of cards) {
  const { key, rule, at } = card.dataset;
  const line = card.querySelector(".note");
  const note = (decision) => {
    decide({ key, decision, note: decision === "open" ? "" : line.value.trim(), submission: kept.submission, rule, at });
    showDecision(card, decided(key));
    countDecisions(card.closest("article"));
  };
  for (const button of card.querySelectorAll(".decision")) {
    button.addEventListener("click", () => note(button.getAttribute("aria-pressed") === "true" ? "open" : button.dataset.decision));
  }
  line.addEventListener("change", () => note(card.dataset.decision));
  showDecision(card, decided(key));
  card.querySelector(".review").hidden = false;
}
for (const bar of document.querySelectorAll(".decided")) {
  bar.hidden = false;
  countDecisions(bar.closest("article"));
}

// A finding and its region light up together.
function light(article, number, lit) {
  for (const part of article.querySelectorAll(`[data-finding="${number}"]`)) part.classList.toggle("lit", lit);
}
for (const part of document.querySelectorAll("[data-finding]")) {
  const article = part.closest("article");
  part.addEventListener("pointerenter", () => light(article, part.dataset.finding, true));
  part.addEventListener("pointerleave", () => light(article, part.dataset.finding, false));
}

// Enlarge a picture.
const dialog = document.querySelector("dialog");
const stage = dialog.querySelector(".stage");
for (const button of document.querySelectorAll(".zoom")) {
  button.addEventListener("click", () => {
    const copy = button.querySelector("svg").cloneNode(true);
    const image = copy.querySelector("image");
    if (image) {
      const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
      use.setAttribute("href", `#${image.id}`);
      image.replaceWith(use);
    }
    stage.replaceChildren(copy);
    dialog.showModal();
  });
}
dialog.querySelector(".close").addEventListener("click", () => dialog.close());
dialog.addEventListener("click", (event) => { if (event.target === dialog || event.target === stage) dialog.close(); });
