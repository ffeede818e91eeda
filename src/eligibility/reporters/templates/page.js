"use strict";

// Show or hide the findings of one severity, and what is left without any.
for (const button of document.querySelectorAll("button.count")) {
  button.addEventListener("click", () => {
    const shown = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(shown));
    const article = button.closest("article");
    for (const part of article.querySelectorAll(`.card[data-severity="${button.dataset.severity}"]`)) part.hidden = !shown;
    for (const box of article.querySelectorAll(".group, section:not(.doubts, .grounds)")) {
      box.hidden = !box.querySelector(".card:not([hidden])");
    }
  });
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
