/* Words and numbers in the reader's language; elements that hold text only as text. */

function t(key, values) {
  const both = data.words[key];
  let text = both ? both[siting.state.lang] || both.en : key;
  for (const name of Object.keys(values || {})) text = text.split(`{${name}}`).join(values[name]);
  return text;
}

function said(both) {
  return (both && (both[siting.state.lang] || both.en)) || "";
}

function locale() {
  return siting.state.lang === "zh" ? "zh-CN" : "en-GB";
}

function figure(number, digits) {
  if (number === null || number === undefined || !Number.isFinite(number)) return "-";
  return number.toLocaleString(locale(), { maximumFractionDigits: digits === undefined ? 0 : digits });
}

function money(number, digits) {
  const code = data.currency, space = siting.state.lang === "zh" && code.zh !== code.en ? "" : " "; // 元 stands close
  return `${figure(number, digits)}${space}${said(data.currency)}`.trim();
}

/* An element: class names, text or children, attributes. */
function make(tag, style, inside, attributes) {
  const node = document.createElement(tag);
  if (style) node.className = style;
  for (const part of [].concat(inside === undefined || inside === null ? [] : inside)) node.append(part);
  for (const name of Object.keys(attributes || {})) node.setAttribute(name, attributes[name]);
  return node;
}

/* A coloured mark beside a word, as on the map. */
function swatch(style, colour) {
  const node = make("span", `sm-swatch ${style}`, null, { "aria-hidden": "true" });
  node.style.setProperty("--mark", colour);
  return node;
}

function format_name(position) {
  return said(data.formats[position].names);
}

function phase_name(position) {
  return data.phases.length ? said(data.phases[position].names) : "";
}

/* The name of a place, or its id where it has none. */
function name_of(part, i) {
  return (part.name && part.name.at(i)) || part.id.at(i);
}
