/* The map itself: colours, labels, badges, the lens on a small region, routes. */
kii.map = (() => {
  const { data, state, say, el, svg } = kii;
  const map = map_study;
  const layers = [];
  geo_json_regions.eachLayer((layer) => { layers[Number(layer.feature.id.slice(1))] = layer; });
  const home = geo_json_regions.getBounds();
  const COVERED = { color: "#5b534e", weight: 1, fillColor: "#e3e6df", fillOpacity: 1, opacity: 1, dashArray: null };
  const hint = document.getElementById("hint");
  const groups = { dots: L.layerGroup().addTo(map), labels: L.layerGroup().addTo(map), routes: L.layerGroup().addTo(map), countries: L.layerGroup().addTo(map) };
  let choose = () => {};

  const styleOf = (region) => {
    if (state.form !== "coverage") return { dashArray: null, ...data.shades[kii.cellOf(region).shade].style };
    return kii.coverageOf(region).covered ? COVERED : { dashArray: null, ...data.shades.not_covered.style };
  };
  const chosenStyle = (region) => ({ ...styleOf(region), ...(state.region === region ? { weight: 3.5, color: "#1f4e5f", dashArray: null } : {}) });
  const inkOf = (region) => (state.form === "coverage" ? "#2f2a27" : data.shades[kii.cellOf(region).shade].ink);

  /* --- words for a region ------------------------------------------------ */
  const figure = (region) => {
    if (state.form === "coverage") {
      const row = kii.coverageOf(region);
      return row.covered ? kii.count(row.informants ?? "") : say("not_covered");
    }
    const cell = kii.cellOf(region);
    return cell.state === "not_covered" ? say("not_covered") : kii.fraction(cell);
  };
  const explain = (region) => {
    if (state.form !== "coverage") return kii.sentences(kii.cellOf(region));
    const row = kii.coverageOf(region);
    if (!row.covered) return [say("not_covered-long")];
    return [say("covered"), ...["informants", "with_text", "sessions"].filter((c) => row[c] !== undefined).map((c) => say(`${c}-count`, { n: row[c] }))];
  };
  const aria = (region) => `${kii.nameOf(region)}. ${kii.label()}. ${explain(region).map((line) => line.replace(/\.$/, "")).join(". ")}.`;

  /* --- the hint that follows pointer and focus --------------------------- */
  const showHint = (region, point) => {
    const [first, ...rest] = explain(region);
    hint.replaceChildren(
      el("strong", {}, data.regions[region].name), el("span", { class: "what" }, kii.label()),
      el("p", { class: "first" }, first ?? ""), ...rest.map((line) => el("p", {}, line)));
    placeHint(point);
  };
  const placeHint = ({ x, y }) => {
    hint.classList.add("on");
    const { width, height } = hint.getBoundingClientRect();
    hint.style.left = `${Math.max(8, Math.min(x + 16, innerWidth - width - 8))}px`;
    hint.style.top = `${Math.max(8, y + 18 + height > innerHeight ? y - height - 14 : y + 18)}px`;
  };
  const tell = (region) => { const node = document.querySelector(`[data-place="${region}"]`); if (node) showHint(region, centreOf(node)); };
  const hideHint = () => hint.classList.remove("on");
  const centreOf = (node) => { const box = node.getBoundingClientRect(); return { x: box.left + box.width / 2, y: box.top + box.height / 2 }; };
  const keep = (node, region) => {
    fillRole(node, region);
    node.addEventListener("focus", () => { if (node.matches(":focus-visible")) showHint(region, centreOf(node)); });
    node.addEventListener("blur", hideHint);
    node.addEventListener("mousemove", (event) => showHint(region, { x: event.clientX, y: event.clientY }));
    node.addEventListener("mouseleave", hideHint);
    node.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); event.stopPropagation(); choose(region, { keyboard: true }); }
    });
  };
  const fillRole = (node, region) => {
    for (const [name, value] of [["role", "button"], ["tabindex", "0"], ["data-region", String(region)], ["aria-label", aria(region)]]) node.setAttribute(name, value);
  };

  /* --- labels, badges, lens ---------------------------------------------- */
  const badge = (kind, region) => {
    const rows = kii.listed(kind, region);
    if (!state.shown[kind] || !rows.length) return null;
    const button = el("button", { type: "button", class: `badge ${kind}`, "data-badge": kind, "data-region": String(region),
      "aria-label": say("badge", { region: kii.nameOf(region), kind: say(kind), n: rows.length }), title: say(kind) }, String(rows.length));
    button.addEventListener("click", (event) => { event.stopPropagation(); choose(region, { list: kind }); });
    return button;
  };
  const place = (region) => {
    const node = el("div", { class: `place ${kii.cellOf(region).state}`, "data-place": String(region) },
      el("span", { class: "name" }, data.regions[region].name), el("span", { class: "figure" }, figure(region)));
    const white = inkOf(region) === "#ffffff";
    node.style.color = white ? "#ffffff" : "";
    if (white) node.style.setProperty("--halo", styleOf(region).fillColor);
    const badges = [badge("actors", region), badge("projects", region)].filter(Boolean);
    if (badges.length) node.append(el("span", { class: "badges" }, ...badges));
    return node;
  };
  const pin = (at, node, name) => L.marker(at, { icon: L.divIcon({ html: node, className: name, iconSize: [0, 0] }), interactive: false, keyboard: false });

  const ringsOf = (region) => {
    const { type, coordinates } = layers[region].feature.geometry;
    return (type === "Polygon" ? [coordinates] : coordinates).map((rings) => rings[0]);
  };
  const lensAt = (region) => {
    const size = map.getSize(), r = size.x > 560 ? 34 : 26, at = map.latLngToContainerPoint(data.regions[region].at);
    const within = (value, low, high) => Math.max(low, Math.min(value, high));
    const atHome = map.getZoom() < homeZoom() + 0.3;
    const x = at.x - r * 2.5, y = at.y + r * 2.25, under = state.shown.actors || state.shown.projects ? 66 : 40;
    return { r, dx: (atHome ? within(x, r + 8, size.x) : x) - at.x, dy: (atHome ? within(y, r, size.y - r - under) : y) - at.y };
  };
  const lens = (region) => {
    const { r, dx, dy } = lensAt(region);
    const points = ringsOf(region).map((ring) => ring.map(([x, y]) => map.options.crs.project(L.latLng(y, x))));
    const all = L.bounds(points.flat());
    const size = all.getSize(), middle = all.getCenter(), scale = (1.5 * r) / Math.max(size.x, size.y);
    const path = points.map((ring) => "M" + ring.map((p) => `${(dx + (p.x - middle.x) * scale).toFixed(1)} ${(dy - (p.y - middle.y) * scale).toFixed(1)}`).join("L") + "Z").join("");
    const style = chosenStyle(region), length = Math.hypot(dx, dy);
    const area = svg("path", { d: path, class: "lens-area", fill: style.fillColor, stroke: style.color, "stroke-width": String(style.weight), "stroke-dasharray": style.dashArray });
    const drawing = svg("svg", { class: "lens", width: "1", height: "1", "aria-hidden": "true" },
      svg("line", { x1: "0", y1: "0", x2: String(dx * (1 - r / length)), y2: String(dy * (1 - r / length)) }),
      svg("circle", { cx: "0", cy: "0", r: "7", class: "spot" }),
      svg("circle", { cx: String(dx), cy: String(dy), r: String(r), class: "glass" }), area);
    const caption = place(region);
    caption.classList.add("under-lens");
    caption.style.color = "";
    caption.style.removeProperty("--halo");
    caption.style.left = `${dx}px`;
    caption.style.top = `${dy + r + 3}px`;
    const glass = drawing.querySelector(".glass");
    for (const node of [glass, area]) {
      node.addEventListener("click", (event) => { event.stopPropagation(); choose(region); });
      node.addEventListener("mousemove", (event) => showHint(region, { x: event.clientX, y: event.clientY }));
      node.addEventListener("mouseleave", hideHint);
    }
    return el("div", { class: "lens-box" }, drawing, caption);
  };
  const widthOf = (region) => {
    const [[s, w], [n, e]] = data.regions[region].box;
    return Math.abs(map.latLngToContainerPoint([n, e]).x - map.latLngToContainerPoint([s, w]).x);
  };
  const drawLabels = () => {
    groups.labels.clearLayers();
    data.regions.forEach((region, i) => {
      if (!region.at) return;
      const small = region.small && widthOf(i) < 60;
      pin(region.at, small ? lens(i) : place(i), small ? "pin lens-pin" : "pin").addTo(groups.labels);
    });
    thinLabels();
  };
  /* Where labels would overlap, the one with fewer informants gives way: its name, or all of it. */
  const weight = (i) => kii.cellOf(i).n ?? 0;
  const thinLabels = () => {
    const boxOf = (node) => node.getBoundingClientRect();
    const meet = (a, b) => a.left < b.right && a.right > b.left && a.top < b.bottom - 1 && a.bottom > b.top + 1;
    const nodes = [...document.querySelectorAll("[data-place]")];
    const first = (node) => (node.classList.contains("under-lens") ? Infinity : weight(Number(node.dataset.place)));
    const taken = new Map([...document.querySelectorAll(".lens .glass")].map((node) => [node, boxOf(node)]));
    const free = (node) => [...taken].every(([other, box]) => other === node || !meet(boxOf(node), box));
    for (const node of nodes.sort((a, b) => first(b) - first(a))) {
      const silent = node.classList.contains("not_covered");
      if (silent) node.classList.add("no-figure");
      if (!free(node)) node.classList.add(silent ? "no-label" : "no-name");
      if (!silent && !free(node)) node.classList.add("no-label");
      if (!node.classList.contains("no-label")) taken.set(node, boxOf(node));
    }
    for (const node of nodes.filter((one) => one.classList.contains("no-figure") && taken.has(one))) {
      node.classList.remove("no-figure");
      if (free(node)) taken.set(node, boxOf(node));
      else node.classList.add("no-figure");
    }
  };

  /* --- routes: schematic curves between regions and neighbours ------------ */
  const pointOf = (name) => {
    const found = data.regions.find((r) => kii.fold(r.name) === kii.fold(name));
    if (found) return found.at;
    const country = data.countries.find((c) => kii.fold(c.fr) === kii.fold(name) || kii.fold(c.en) === kii.fold(name));
    return country ? country.at : null;
  };
  const curve = (from, to) => {
    const a = map.project(from, 6), b = map.project(to, 6);
    const bend = 0.18, control = L.point((a.x + b.x) / 2 - (b.y - a.y) * bend, (a.y + b.y) / 2 + (b.x - a.x) * bend);
    return Array.from({ length: 25 }, (_, i) => {
      const t = 0.08 + (0.84 * i) / 24, u = 1 - t;
      return map.unproject(L.point(u * u * a.x + 2 * u * t * control.x + t * t * b.x, u * u * a.y + 2 * u * t * control.y + t * t * b.y), 6);
    });
  };
  const drawRoutes = () => {
    groups.routes.clearLayers();
    const note = document.getElementById("schematic");
    note.hidden = !state.shown.routes;
    const off = data.routes.filter((row) => !pointOf(row.origin) || !pointOf(row.destination)).length;
    note.textContent = [say("schematic"), off ? kii.plural("off-map", off) : ""].join(" ");
    if (!state.shown.routes) return;
    for (const row of data.routes) {
      const from = pointOf(row.origin), to = pointOf(row.destination);
      const other = row.code !== null && row.code !== undefined && row.code !== state.form;
      if (!from || !to || other) continue;
      const few = typeof row.k === "number" && row.k < 3;
      const line = L.polyline(curve(from, to), { color: "#1f4e5f", weight: few ? 1.6 : Math.min(7, 1.2 + 0.5 * row.k), 
        dashArray: few ? "5 5" : null, lineCap: "butt", className: "route" }).addTo(groups.routes);
      line.getElement().setAttribute("marker-end", few ? "url(#arrow)" : "url(#arrow-wide)");
      const text = say(few ? "route-hint-one" : "route-hint", row);
      line.getElement().setAttribute("aria-label", text);
      line.on("mousemove", (event) => { hint.replaceChildren(el("p", { class: "first" }, text)); placeHint({ x: event.originalEvent.clientX, y: event.originalEvent.clientY }); });
      line.on("mouseout", hideHint);
    }
  };
  const drawCountries = () => {
    groups.countries.clearLayers();
    const size = map.getSize();
    const lenses = data.regions.flatMap((r, i) => (r.at && r.small && widthOf(i) < 60 ? [{ ...lensAt(i), at: map.latLngToContainerPoint(r.at) }] : []));
    const free = (p) => p.x > 40 && p.x < size.x - 40 && p.y > 12 && p.y < size.y - 12
      && lenses.every((l) => Math.abs(p.x - l.at.x - l.dx) > l.r + 44 || p.y < l.at.y + l.dy - l.r - 12 || p.y > l.at.y + l.dy + l.r + 74);
    for (const country of data.countries) if (free(map.latLngToContainerPoint(country.at))) pin(country.at, el("span", { class: "country" }, country[state.lang]), "pin").addTo(groups.countries);
  };

  /* --- drawing ------------------------------------------------------------ */
  /* Too few interviews: the dots lie on a white line, above the plain lines of the neighbours. */
  const drawDots = () => {
    groups.dots.clearLayers();
    layers.forEach((layer, i) => {
      const style = styleOf(i);
      if (!style.dashArray) return;
      const lines = ringsOf(i).map((ring) => ring.map(([x, y]) => [y, x]));
      const options = { interactive: false, fill: false, smoothFactor: 0 };
      L.polygon(lines, { ...options, color: "#ffffff", weight: 4.5 }).addTo(groups.dots);
      L.polygon(lines, { ...options, color: style.color, weight: 3, dashArray: "0.1 6", lineCap: "round", className: "dotted" }).addTo(groups.dots);
    });
  };
  const stack = () => {
    for (const name of ["border", "river", "rim"]) window[`geo_json_${name}`]?.bringToFront();
    groups.dots.eachLayer((layer) => layer.bringToFront());
    if (state.region !== null && layers[state.region]) layers[state.region].bringToFront();
    groups.routes.eachLayer((layer) => layer.bringToFront());
  };
  const draw = () => {
    layers.forEach((layer, i) => {
      const chosen = state.region === i;
      layer.setStyle(chosenStyle(i));
      fillRole(layer.getElement(), i);
      layer.getElement().setAttribute("aria-pressed", String(chosen));
      layer.getElement().setAttribute("data-shade", state.form === "coverage" ? "coverage" : kii.cellOf(i).shade);
    });
    stack();
    for (const node of [map.getContainer(), map.getPane("overlayPane").querySelector("svg")]) {
      node.setAttribute("role", "group");
      node.setAttribute("aria-label", say("map", { form: kii.label() }));
    }
    drawDots();
    drawLabels();
    drawRoutes();
    drawCountries();
    stack();
  };
  const padding = () => {
    const wide = map.getSize().x > 560;
    return { paddingTopLeft: [wide ? 36 : 10, wide ? 44 : 34], paddingBottomRight: [wide ? 36 : 10, wide ? 52 : 44], animate: false };
  };
  /* A box that is hidden, or for an instant as narrow as its own margins, has no zoom that shows the country: Leaflet
     would compute NaN and the map stay blank. The drawing waits until there is room again. */
  const hasRoom = () => { const { clientWidth, clientHeight } = map.getContainer(); return clientWidth > 80 && clientHeight > 100; };
  const isLost = () => { try { const { lat, lng } = map.getCenter(); return !Number.isFinite(lat + lng + map.getZoom()); } catch { return true; } };
  let waits = false;
  const fit = () => { if (hasRoom()) map.fitBounds(home, padding()); };
  const resize = () => {
    waits = !hasRoom();
    if (waits) return;
    if (isLost()) map.setView(home.getCenter(), 5, { animate: false });
    map.invalidateSize({ animate: false, pan: false });
    fit();
    drawLabels();
    drawCountries();
  };
  new ResizeObserver(() => { if (waits) resize(); }).observe(map.getContainer());
  const see = (region) => {
    if (data.regions[region].at && map.getZoom() > homeZoom() + 0.5) map.panTo(data.regions[region].at);
  };
  const homeZoom = () => map.getBoundsZoom(home);

  layers.forEach((layer, i) => {
    keep(layer.getElement(), i);
    layer.on("click", () => choose(i));
  });
  map.on("zoomend", () => {
    drawLabels();
    drawCountries();
    map.dragging[map.getZoom() > homeZoom() + 0.3 || !L.Browser.mobile ? "enable" : "disable"]();
  });
  map.on("moveend", drawCountries);
  map.on("movestart", hideHint);
  map.on("click", (event) => { if (!event.originalEvent.target.hasAttribute("data-region")) hideHint(); });
  window.addEventListener("scroll", hideHint, { passive: true });
  map.on("focus click", () => map.scrollWheelZoom.enable());
  map.getContainer().addEventListener("mouseleave", () => map.scrollWheelZoom.disable());
  document.getElementById("zoom-in").addEventListener("click", () => map.zoomIn());
  document.getElementById("zoom-out").addEventListener("click", () => map.zoomOut());
  document.getElementById("zoom-all").addEventListener("click", fit);

  return { draw, fit, resize, see, tell, hideHint, onChoose: (act) => { choose = act; } };
})();
