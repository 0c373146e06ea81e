/* Choosing a form, a region, a language; printing; narrow screens. */
(() => {
  const { data, state, say, map, panel } = kii;
  const root = document.documentElement;
  const byId = (id) => document.getElementById(id);

  const write = () => {
    root.lang = state.lang;
    document.title = data.title[state.lang];
    for (const node of document.querySelectorAll("[data-say]")) node.textContent = say(node.dataset.say);
    for (const node of document.querySelectorAll("[data-label]")) { node.setAttribute("aria-label", say(node.dataset.label)); node.title = say(node.dataset.label); }
    for (const node of document.querySelectorAll("[data-text]")) node.textContent = data[node.dataset.text][state.lang];
    for (const node of document.querySelectorAll("[data-notice]")) node.textContent = data.notices[Number(node.dataset.notice)][state.lang];
    for (const node of document.querySelectorAll("[data-only]")) node.hidden = node.dataset.only !== state.lang;
    for (const node of document.querySelectorAll("[data-number]")) node.textContent = kii.percent(Number(node.dataset.number) / 100);
    for (const node of document.querySelectorAll("[data-lang]")) node.setAttribute("aria-pressed", String(node.dataset.lang === state.lang));
  };
  const draw = (open) => {
    byId("stage-title").textContent = kii.label();
    map.hideHint();
    map.draw();
    panel.draw(open);
  };
  const chooseForm = (form) => { state.form = form; draw(); };
  /* With the keyboard the card takes the focus, and Escape gives it back to where it came from. */
  let opener = "";
  const chooseRegion = (region, { list, keyboard } = {}) => {
    const here = document.activeElement;
    const listed = here?.dataset?.go !== undefined;
    if (region !== null && state.region === null) opener = listed ? `[data-go="${region}"]` : keyboard ? `path[data-region="${region}"]` : "";
    state.region = region;
    draw(list);
    if (region === null) { if (opener) document.querySelector(opener)?.focus(); return; }
    map.see(region);
    if (list || narrow.matches) byId("reading-drawer").open = true;
    if (list || listed || keyboard) byId("card").focus({ preventScroll: !narrow.matches });
    else if (narrow.matches) map.tell(region);
    if (list) document.querySelector(`[data-list="${list}"]`)?.scrollIntoView({ block: "nearest" });
  };
  const chooseShown = (kind, on) => { state.shown[kind] = on; map.draw(); };
  const chooseLang = (lang) => { state.lang = lang; write(); draw(); };

  map.onChoose(chooseRegion);
  panel.on({ form: chooseForm, region: chooseRegion, shown: chooseShown });
  for (const button of document.querySelectorAll("[data-lang]")) button.addEventListener("click", () => chooseLang(button.dataset.lang));
  byId("print").addEventListener("click", () => window.print());
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    map.hideHint();
    if (state.region !== null) chooseRegion(null);
  });

  const narrow = window.matchMedia("screen and (max-width: 820px)");
  const drawers = [byId("forms-drawer"), byId("reading-drawer")];
  const fold = () => { if (root.classList.contains("printing")) return; for (const drawer of drawers) drawer.open = !narrow.matches; map.resize(); };
  narrow.addEventListener("change", fold);
  let waiting = 0;
  window.addEventListener("resize", () => { clearTimeout(waiting); waiting = setTimeout(map.resize, 80); });

  let held = [];
  const paper = (on) => {
    if (on === root.classList.contains("printing")) return;
    root.classList.toggle("printing", on);
    if (on) { held = drawers.map((drawer) => drawer.open); drawers.forEach((drawer) => { drawer.open = true; }); }
    else drawers.forEach((drawer, i) => { drawer.open = held[i]; });
    byId("board").style.height = on ? `${boardOnPaper()}px` : "";
    map.resize();
  };
  /* What the title, the notices and the cautions leave of an A4 page laid across. */
  const boardOnPaper = () => {
    const tall = (nodes) => [...nodes].reduce((sum, node) => sum + node.offsetHeight, 0);
    const others = [...byId("board").parentNode.children].filter((node) => node !== byId("board"));
    return Math.max(tall(byId("reading-drawer").children) * 0.92 + 24, 684 - tall(others));
  };
  window.addEventListener("beforeprint", () => paper(true));
  window.addEventListener("afterprint", () => paper(false));
  window.matchMedia("print").addEventListener("change", (event) => paper(event.matches));

  root.classList.remove("plain");
  write();
  fold();
  draw();
  root.dataset.ready = "yes";
})();
