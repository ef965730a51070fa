"use strict";

const look = new Map();

function isDark() {
  const theme = document.documentElement.dataset.theme;
  return theme === "dark" || (theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
}

function fetchLook() {
  const language = document.documentElement.lang;
  if (!look.has(language)) look.set(language, fetch(`/looks/${language}.json`).then((answer) => answer.json()));
  return look.get(language);
}

async function draw(root) {
  const boxes = [...root.querySelectorAll(".chart[data-spec]")];
  if (!boxes.length || !window.vegaEmbed) return;
  const [words] = await Promise.all([fetchLook(), document.fonts.ready]);
  for (const box of boxes) {
    await vegaEmbed(box, JSON.parse(box.dataset.spec), {
      actions: false, ast: true, renderer: "svg", defaultStyle: false,
      config: { ...words[isDark() ? "dark" : "light"], aria: false },
      formatLocale: words.format, timeFormatLocale: words.time,
      tooltip: { disableDefaultStyle: true },
    });
    box.dataset.drawn = "1";
  }
}

function chooseTheme(theme, link) {
  document.documentElement.dataset.theme = theme;
  document.cookie = `goalposts_theme=${theme}; path=/; max-age=31536000; samesite=lax`;
  for (const other of link.parentElement.children) other.removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
  draw(document);
}

function cycle(select) {
  select.selectedIndex = (select.selectedIndex + 1) % select.options.length;
  select.dispatchEvent(new Event("change", { bubbles: true }));
}

function press(event) {
  const typing = event.target.closest("input, select, textarea, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.key.startsWith("Arrow") && event.target.closest(".scroll, .seg, summary")) return;
  const cycled = document.querySelector(`[data-cycle="${CSS.escape(key)}"]`);
  const found = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (cycled) cycle(cycled);
  else if (found?.matches("input")) found.focus();
  else if (found) found.click();
  else if (key === "/") location.assign("/guide#q");
  else return;
  event.preventDefault();
}

function showFiles(input) {
  const told = input.closest("[data-drop]").querySelector("[data-chosen]");
  told.textContent = [...input.files].map((file) => file.name).join(", ") || told.dataset.none;
}

function drop(event) {
  const zone = event.target.closest?.("[data-drop]");
  document.querySelectorAll("[data-drop]").forEach((each) => each.classList.toggle("over", each === zone && event.type === "dragover"));
  if (!zone) return;
  event.preventDefault();
  if (event.type !== "drop") return;
  const input = zone.querySelector("input[type=file]");
  input.files = event.dataTransfer.files;
  showFiles(input);
}

document.addEventListener("click", (event) => {
  const theme = event.target.closest("[data-set-theme]");
  if (theme) { event.preventDefault(); chooseTheme(theme.dataset.setTheme, theme); }
  const opener = event.target.closest("[data-open]");
  if (opener) document.getElementById(opener.dataset.open).showModal();
  if (event.target.matches("dialog[open]")) event.target.close();
});
document.addEventListener("keydown", press);
document.addEventListener("change", (event) => { if (event.target.matches("input[type=file]")) showFiles(event.target); });
document.addEventListener("submit", (event) => {
  const button = event.target.querySelector("[data-busy]");
  if (button) { button.textContent = button.dataset.busy; button.setAttribute("aria-disabled", "true"); }
});
for (const kind of ["dragover", "dragleave", "drop"]) document.addEventListener(kind, drop);

document.addEventListener("DOMContentLoaded", () => {
  draw(document);
  if (location.hash === "#q") document.getElementById("q")?.focus();
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id === "panel-body") {
    const panel = document.getElementById("panel");
    if (!panel.open) panel.showModal();
    return;
  }
  draw(document);
  const told = document.querySelector("[data-announce]");
  if (told) document.getElementById("said").textContent = told.textContent;
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => draw(document));

document.addEventListener("click", (event) => {
  const filler = event.target.closest("[data-fill]");
  const box = filler && document.getElementById(filler.dataset.fill);
  if (!box) return;
  event.preventDefault();
  box.value = filler.textContent.trim();
  box.focus();
  box.dispatchEvent(new Event("input", { bubbles: true }));
});
