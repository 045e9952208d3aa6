/* Language: the page holds both; html[lang] says which one shows. Attributes and options follow by script. */
const LANGUAGES = ["en", "zh"];
const root = document.documentElement;

function hash_values() {
  const text = location.hash.slice(1);
  return text.includes("=") ? new URLSearchParams(text) : new URLSearchParams();
}

function speak() {
  const language = root.lang;
  for (const element of document.querySelectorAll("[data-say]")) {
    const texts = JSON.parse(element.dataset.say);
    for (const name of Object.keys(texts)) {
      if (name === "text") element.textContent = texts[name][language];
      else element.setAttribute(name, texts[name][language]);
    }
  }
  for (const button of document.querySelectorAll("[data-language]"))
    button.setAttribute("aria-pressed", String(button.dataset.language === language));
}

function set_language(language) {
  if (!LANGUAGES.includes(language)) return;
  if (window.siting && window.siting.set) window.siting.set({ lang: language });
  root.lang = language;
}

/* An element with attributes and children; texts become text, {en, zh} a pair of spans. Never markup. */
function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "onclick") element.addEventListener("click", value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children.flat()) if (child !== null && child !== undefined) element.append(...shown(child));
  return element;
}

function shown(child) {
  if (child instanceof Node) return [child];
  if (typeof child !== "object") return [String(child)];
  if (child.en === child.zh) return [child.en];
  return LANGUAGES.map((language) => make("span", { lang: language }, child[language]));
}

/* A sentence in both languages with {named} values filled in; a value may be a pair itself. */
function filled(sentence, values) {
  const found = {};
  for (const language of LANGUAGES)
    found[language] = sentence[language].replace(/\{(\w+)\}/g, (whole, name) => {
      const value = values[name];
      return value && typeof value === "object" ? value[language] : String(value);
    });
  return found;
}

function grouped(number) {
  return Math.round(number).toLocaleString("en-US");
}

new MutationObserver(speak).observe(root, { attributeFilter: ["lang"] });
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-language]");
  if (button) set_language(button.dataset.language);
});
set_language(hash_values().get("lang") || new URLSearchParams(location.search).get("lang"));
speak();
