/* Beside the map: forms, legend, regions with their intervals, the card of one region, the table. */
kii.panel = (() => {
  const { data, state, say, el, svg } = kii;
  const byId = (id) => document.getElementById(id);
  let go = { form: () => {}, region: () => {}, shown: () => {} };

  /* --- choices ------------------------------------------------------------ */
  const option = (type, name, value, text, note, checked, act) => {
    const input = el("input", { type, name, value: String(value) });
    input.checked = checked;
    input.addEventListener("change", () => act(input.checked));
    return el("label", { class: "option" }, input, el("span", { class: "text" }, text), note === null ? null : el("span", { class: "note", title: note[1] }, note[0]));
  };
  const refill = (id, key, options) => {
    const set = byId(id);
    const held = set.contains(document.activeElement) ? document.activeElement.value : null;
    set.replaceChildren(el("legend", {}, el("span", {}, say(key)), key === "form" ? el("span", { class: "note", title: say("forms-note") }, say("regions-head")) : null), ...options, key === "form" ? el("p", { class: "small" }, say("forms-note")) : "");
    set.hidden = options.length === 0;
    if (held !== null) [...set.querySelectorAll("input")].find((input) => input.value === held)?.focus();
  };
  /* Too few for a colour is still a report: every covered region that can be in the second count can be in the first. */
  const isReported = (cell) => cell.state !== "not_covered" && (typeof cell.k === "string" ? cell.k !== "0" : cell.k > 0);
  const reportedIn = (form) => data.cells[form].filter((cell, i) => data.regions[i].at && isReported(cell)).length;
  const coveredIn = (form) => data.cells[form].filter((cell, i) => data.regions[i].at && cell.state !== "not_covered").length;
  const drawChoices = () => {
    const note = (i) => [`${reportedIn(i)}/${coveredIn(i)}`, say("regions-reported", { n: reportedIn(i), of: coveredIn(i) })];
    refill("forms", "form", data.forms.map((_, i) => option("radio", "layer", i, kii.label(i), note(i), state.form === i, () => go.form(i))));
    refill("study-layer", "study", [option("radio", "layer", "coverage", say("coverage"), null, state.form === "coverage", () => go.form("coverage"))]);
    const kinds = ["actors", "projects", "routes"].filter((kind) => data[kind].length);
    refill("overlays", "add", kinds.map((kind) => option("checkbox", "shown", kind, say(kind), [String(data[kind].length), say(kind)], state.shown[kind], (on) => go.shown(kind, on))));
    byId("form-now").textContent = kii.label();
  };

  /* --- legend --------------------------------------------------------------- */
  const swatch = (key, text, count) => {
    const { style } = data.shades[key];
    const box = svg("svg", { class: "swatch", viewBox: "0 0 26 16", width: "26", height: "16", "aria-hidden": "true" },
      svg("rect", { x: "1.5", y: "1.5", width: "23", height: "13", fill: style.fillColor, stroke: style.color, "stroke-width": String(Math.min(style.weight, 2)), "stroke-dasharray": style.dashArray, "stroke-linecap": "round" }));
    return el("li", { class: count ? "" : "unused", "data-key": key }, box, el("span", {}, text), count ? el("span", { class: "note" }, say(count === 1 ? "region-count" : "regions-count", { n: count })) : null);
  };
  const wedge = (used) => {
    const rows = [20, 10, 5].map((least) => Object.entries(data.shades).filter(([, shade]) => shade.least === least));
    const height = 22, width = 176, left = 72;
    const drawing = svg("svg", { class: "wedge", viewBox: `0 0 ${left + width + 16} ${rows.length * (height + 3) + 18}`, role: "img", "aria-label": `${say("legend-title")}. ${say("legend-rows")}` });
    rows.forEach((row, line) => {
      const y = line * (height + 3) + 1;
      drawing.append(svg("text", { x: String(left - 8), y: String(y + 15), class: "band" }, say(`band-${[20, 10, 5][line]}`)));
      for (const [key, shade] of row) {
        const x = left + shade.start * width, w = (shade.stop - shade.start) * width;
        drawing.append(svg("rect", { x: String(x), y: String(y), width: String(w), height: String(height), fill: shade.style.fillColor, class: used[key] ? "used" : "unused", "data-key": key }));
        const text = row.length > 1 ? `${used[key] ?? ""}` : used[key] ? say("indicative-count", { n: used[key] }) : say("indicative");
        if (text) drawing.append(svg("text", { x: String(x + w / 2), y: String(y + 15), class: "inside", fill: shade.ink }, text));
      }
    });
    drawing.append(...drawing.querySelectorAll("rect.used"), ...drawing.querySelectorAll("text.inside"));
    for (const share of [0, 0.25, 0.5, 0.75, 1])
      drawing.append(svg("text", { x: String(left + share * width), y: String(rows.length * (height + 3) + 13), class: "tick" }, share === 1 ? kii.percent(1) : String(share * 100)));
    return drawing;
  };
  const onMap = data.regions.map((_, i) => i).filter((i) => data.regions[i].at);
  const drawLegend = () => {
    const used = {};
    onMap.forEach((i) => { const key = kii.cellOf(i).shade; used[key] = (used[key] ?? 0) + 1; });
    if (state.form === "coverage") return drawCoverageLegend();
    const plain = ["no_report", "not_covered", "too_few"];
    byId("legend").replaceChildren(
      ...(data.banded ? [] : [el("p", { class: "legend-title" }, say("legend-title")),
        el("p", { class: "axis" }, say("informants-axis")), wedge(used), el("p", { class: "small" }, say("in-cells"))]),
      el("ul", { class: "plain-classes" }, ...(data.banded ? [swatch("c1-1", say("banded"), used["c1-1"] ?? 0)] : []), ...plain.map((key) => swatch(key, data.shades[key].label[state.lang], used[key] ?? 0))),
      el("p", { class: "small" }, say("fraction")),
      onMap.some((i) => kii.cellOf(i).state === "unsaid") ? el("p", { class: "small unsaid-note" }, say("unsaid-note")) : "");
    return undefined;
  };
  const drawCoverageLegend = () => {
    const covered = onMap.filter((i) => kii.coverageOf(i).covered).length;
    const box = svg("svg", { class: "swatch", viewBox: "0 0 26 16", width: "26", height: "16", "aria-hidden": "true" },
      svg("rect", { x: "1.5", y: "1.5", width: "23", height: "13", fill: "#e3e6df", stroke: "#5b534e" }));
    byId("legend").replaceChildren(
      el("p", { class: "legend-title" }, say("covered-regions", { n: covered, of: onMap.length })),
      el("ul", { class: "plain-classes" }, el("li", {}, box, el("span", {}, say("covered"))), swatch("not_covered", data.shades.not_covered.label[state.lang], onMap.length - covered)),
      data.coverage.length ? el("p", { class: "small" }, say("coverage-figure")) : "");
  };

  /* --- regions and their intervals ------------------------------------------- */
  const PLOT = { width: 124, pad: 5 };
  const xOf = (share) => (PLOT.pad + share * (PLOT.width - 2 * PLOT.pad)).toFixed(1);
  const interval = (cell) => {
    const drawing = svg("svg", { class: "interval", viewBox: `0 0 ${PLOT.width} 16`, width: String(PLOT.width), height: "16", "aria-hidden": "true" });
    for (const share of [0, 0.5, 1]) drawing.append(svg("line", { x1: xOf(share), x2: xOf(share), y1: "0", y2: "16", class: "grid" }));
    if (cell.low !== undefined && cell.high !== undefined) drawing.append(svg("line", { x1: xOf(cell.low), x2: xOf(cell.high), y1: "8", y2: "8", class: "range" }));
    if (cell.share !== undefined) drawing.append(svg("circle", { cx: xOf(cell.share), cy: "8", r: "4", class: `dot ${cell.state}`, fill: data.shades[cell.shade].style.fillColor }));
    return drawing;
  };
  const rank = (i) => {
    if (state.form === "coverage") { const row = kii.coverageOf(i); return row.covered ? row.informants ?? 0 : -1; }
    const cell = kii.cellOf(i);
    return { not_covered: -2, unsaid: -1.5, too_few: -1 }[cell.state] ?? cell.share ?? 0;
  };
  const regionRow = (i) => {
    const cell = kii.cellOf(i), covered = kii.coverageOf(i);
    const plain = state.form === "coverage" ? !covered.covered : cell.state === "not_covered";
    const figure = plain ? say("not_covered") : state.form === "coverage" ? kii.count(covered.informants) : kii.fraction(cell);
    const button = el("button", { type: "button", class: plain ? "row muted" : "row", "data-go": String(i) },
      el("span", { class: "name" }, kii.nameOf(i)), el("span", { class: "figure" }, figure),
      plain || state.form === "coverage" ? null : interval(cell));
    button.addEventListener("click", () => go.region(i));
    return el("li", {}, button);
  };
  const drawRegions = () => {
    const order = data.regions.map((_, i) => i).sort((a, b) => rank(b) - rank(a) || (kii.cellOf(b).n ?? 0) - (kii.cellOf(a).n ?? 0) || a - b);
    byId("dots").replaceChildren(...order.map(regionRow));
    byId("region-names").replaceChildren(...data.regions.map((_, i) => el("option", { value: kii.nameOf(i) })));
    for (const name of [".scale", ".interval-note"]) document.querySelector(name).hidden = state.form === "coverage";
    search();
  };
  const search = () => {
    const wanted = kii.fold(byId("find").value);
    const rows = [...byId("dots").children];
    rows.forEach((row) => { row.hidden = wanted !== "" && !kii.fold(row.querySelector(".name").textContent).includes(wanted); });
    byId("none-found").hidden = rows.some((row) => !row.hidden);
  };
  const firstFound = () => [...byId("dots").children].find((row) => !row.hidden)?.querySelector("button");

  /* --- the card of one region -------------------------------------------------- */
  const registerItem = (row) => {
    const head = row.name ?? row.title;
    const dates = [row.start, row.end].filter(Boolean).join("–");
    const parts = [row.acronym, row.type && kii.term("type", row.type), row.lead_actor, row.donor, dates, row.status && kii.term("status", row.status)];
    const pillars = (row.pillars ?? []).map((word) => kii.term("pillar", word)).join(", ");
    return el("li", {}, el("b", {}, head), el("span", {}, parts.filter(Boolean).join(" · ")), pillars ? el("span", { class: "pillars" }, pillars) : null);
  };
  const register = (kind, region, open) => {
    const rows = kii.listed(kind, region);
    if (!rows.length) return null;
    const box = el("details", { class: `list ${kind}`, "data-list": kind }, el("summary", {}, `${say(kind)} (${rows.length})`), el("ol", {}, ...rows.map(registerItem)));
    box.open = open;
    return box;
  };
  const formRow = (form, region) => {
    const cell = data.cells[form][region];
    const button = el("button", { type: "button", class: state.form === form ? "row current" : "row", "data-form-go": String(form) },
      el("span", { class: "name" }, kii.label(form)), el("span", { class: "figure" }, cell.state === "not_covered" ? "" : kii.fraction(cell)), interval(cell));
    button.addEventListener("click", () => go.form(form));
    return el("li", {}, button);
  };
  const drawCard = (open) => {
    const card = byId("card");
    const region = state.region;
    byId("regions").hidden = region !== null;
    card.hidden = region === null;
    if (region === null) return card.replaceChildren();
    const covered = kii.coverageOf(region).covered;
    const forms = data.forms.map((_, i) => i).sort((a, b) => (data.cells[b][region].share ?? -1) - (data.cells[a][region].share ?? -1) || a - b);
    const back = el("button", { type: "button", class: "back quiet" }, `← ${say("back")}`);
    back.addEventListener("click", () => go.region(null));
    const lines = state.form === "coverage" ? [] : kii.sentences(kii.cellOf(region));
    return card.replaceChildren(
      el("div", { class: "card-head" }, back, el("h2", { id: "card-title" }, kii.nameOf(region))),
      state.form === "coverage" ? "" : el("p", { class: "what" }, kii.label()),
      ...lines.map((line, i) => el("p", { class: i ? "line" : "line first" }, line)),
      ...(covered ? [el("h3", {}, say("forms-here")), el("ol", { class: "form-rows" }, ...forms.map((i) => formRow(i, region)))] : []),
      ...["actors", "projects"].map((kind) => register(kind, region, open === kind)).filter(Boolean));
  };

  /* --- the table ------------------------------------------------------------------ */
  const drawTable = () => {
    const all = byId("all-forms").checked || state.form === "coverage";
    for (const group of document.querySelectorAll("#figures tbody")) {
      const form = Number(group.dataset.rows);
      group.hidden = !all && form !== state.form;
      group.querySelector("[data-form]").textContent = kii.label(form);
      [...group.rows].slice(1).forEach((row, i) => { row.cells[0].textContent = kii.nameOf(i); kii.rowTexts(data.cells[form][i]).forEach((text, c) => { row.cells[c + 1].textContent = text; }); });
    }
  };

  const draw = (open) => { drawChoices(); drawLegend(); drawRegions(); drawCard(open); drawTable(); };
  byId("find").addEventListener("input", search);
  byId("find").addEventListener("keydown", (event) => { if (event.key === "Enter") { const found = firstFound(); found?.focus(); found?.click(); } });
  byId("all-forms").addEventListener("change", drawTable);
  return { draw, on: (acts) => { go = acts; } };
})();
