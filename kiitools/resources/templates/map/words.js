/* The page's data, its words and its numbers. Text reaches the page through textContent only. */
"use strict";
const kii = (() => {
  const data = JSON.parse(document.getElementById("study-data").textContent);
  const SVG = "http://www.w3.org/2000/svg";
  const state = { lang: data.lang, form: 0, region: null, shown: { actors: false, projects: false, routes: false } };

  const say = (key, values = {}) =>
    (data.words[state.lang][key] ?? key).replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));

  const fill = (node, attributes, children) => {
    for (const [name, value] of Object.entries(attributes)) if (value !== null) node.setAttribute(name, value);
    for (const child of children.flat()) if (child !== null && child !== "") node.append(child);
    return node;
  };
  const el = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
  const svg = (tag, attributes = {}, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

  const percent = (share) =>
    share === undefined || share === null ? "–" : say("percent", { value: Math.floor(100 * share + 0.5 + 1e-9) });
  const count = (value) => (value === undefined || value === null ? "–" : String(value));
  const fraction = (cell) => (cell.state === "unsaid" ? "–" : cell.n === undefined ? "" : `${count(cell.k)}/${count(cell.n)}`);
  const plural = (key, n, values = {}) => say(n === 1 && data.words[state.lang][`${key}-one`] ? `${key}-one` : key, { n, ...values });

  /* The texts of a row of the table; table_twin.cell_texts writes the same. */
  const rowTexts = (cell) => {
    const interval = cell.low === undefined || cell.high === undefined ? "–" : `${percent(cell.low)}\u00a0– ${percent(cell.high)}`;
    return [say(cell.state), count(cell.k), count(cell.n), percent(cell.share), interval, ...data.columns.map((c) => count(cell[c]))];
  };

  /* What a region's figures mean, as sentences. */
  const sentences = (cell) => {
    const said = [];
    if (cell.n && cell.state !== "not_covered") said.push(say(cell.k === 0 ? "report-none" : cell.k === 1 ? "report-one" : "report", cell));
    if (cell.share !== undefined && cell.k !== 0 && cell.low !== undefined)
      said.push(say("share-interval", { share: percent(cell.share), low: percent(cell.low), high: percent(cell.high) }));
    if (cell.denied > 0) said.push(say(cell.denied === 1 ? "denied-one" : "denied-some", cell));
    if (cell.state === "reported" && cell.direct !== undefined && cell.hearsay !== undefined) said.push(say("evidence", cell));
    if (cell.state === "reported" && cell.organisations) said.push(say(cell.organisations === 1 ? "organisations-one" : "organisations-some", cell));
    const long = cell.state === "reported" ? (cell.shade === "c1-1" && !data.banded ? "indicative-long" : "") : cell.state === "no_report" ? "" : `${cell.state}-long`;
    return long ? [...said, say(long)] : said;
  };

  const term = (kind, word) => {
    const key = `${kind}-${word.toLowerCase().split(/\s+/).join("-")}`;
    return data.words[state.lang][key] ? say(key) : word;
  };
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, " ").trim();
  const label = (form = state.form) => (form === "coverage" ? say("coverage") : data.forms[form][state.lang]);
  const cellOf = (region, form = state.form) => data.cells[form === "coverage" ? 0 : form][region];
  const coverageOf = (region) => {
    const row = data.coverage[region];
    return row ?? { covered: data.cells.some((cells) => cells[region].state !== "not_covered") };
  };
  const nameOf = (region) => (data.regions[region].at ? data.regions[region].name : say("region-unknown"));
  const listed = (kind, region) => data[kind].filter((row) => (row.regions ?? []).some((name) => fold(name) === fold(data.regions[region].name)));

  return { data, state, say, el, svg, percent, count, fraction, plural, rowTexts, sentences, term, fold, label, nameOf, cellOf, coverageOf, listed };
})();
