// Draws the report's figures as charts: in a file of its own at once, on a page of the product when somebody asks for them,
// for the library is heavier than the rest of the page. Without it, or without script, the tables say the same.
(() => {
  const source = document.getElementById("simulation-data");
  const choice = document.querySelector("[data-charts-from]");
  if (!source || !(window.echarts || choice)) return;
  const { report, words, language } = JSON.parse(source.textContent);
  const said = (text) => (language.startsWith("zh") ? text.zh : text.en);
  const number = new Intl.NumberFormat(language);
  const brief = new Intl.NumberFormat(language, { notation: "compact" });
  const WAYS = ["better", "worse", "mixed", "other", "settled", "unsettled"];
  const drawn = new Map();

  const look = () => {
    const style = getComputedStyle(document.documentElement);
    const probe = document.body.appendChild(document.createElement("i"));
    // A token names two colours; the browser says which of them holds.
    const of = (name) => { probe.style.color = `var(--${name})`; return getComputedStyle(probe).color; };
    const soft = of("soft");
    const found = {
      ink: of("ink"), soft, line: of("line"), sheet: of("sheet"), font: style.getPropertyValue("--text").trim(), accent: of("accent"),
      way: { better: of("good"), worse: of("bad"), mixed: of("soon"), unsettled: of("soon"), other: soft, settled: soft },
    };
    probe.remove();
    return found;
  };

  const ground = (c) => ({
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    aria: { enabled: true },
    textStyle: { fontFamily: c.font, color: c.ink },
    tooltip: {
      renderMode: "richText", confine: true, backgroundColor: c.sheet, borderColor: c.line,
      textStyle: { color: c.ink, fontSize: 12 }, valueFormatter: (value) => number.format(value),
    },
  });
  const scale = (c, formatter) => ({
    type: "value", splitLine: { lineStyle: { color: c.line } }, splitNumber: 4, axisLabel: { color: c.soft, formatter, hideOverlap: true },
  });
  const names = (c, list, width) => ({
    type: "category", data: list, inverse: true, axisLine: { lineStyle: { color: c.line } }, axisTick: { show: false },
    axisLabel: { color: c.ink, width, overflow: "truncate" },
  });
  const rest = (group) => Math.max(0, group.changed - group.better - group.worse);

  const stacked = (c, groups, across) => ["better", "worse", "other"].map((way) => ({
    name: words[way], type: "bar", stack: "ways", barMaxWidth: across ? 40 : 20, itemStyle: { color: c.way[way] },
    data: groups.map((group) => (way === "other" ? rest(group) : group[way])),
  }));

  const flows = (box, c) => {
    const change = report.keys.find((each) => each.key === box.dataset.key);
    if (box.clientWidth < 640) return flowBars(change, c, box);
    const before = [...new Set(change.flows.map((flow) => said(flow.before_text)))];
    const after = [...new Set(change.flows.map((flow) => said(flow.after_text)))];
    const node = (side, text) => ({ name: `${side}${text}`, itemStyle: { color: c.soft }, label: { formatter: text, position: side === "1" ? "right" : "left" } });
    return [Math.max(180, 46 * Math.max(before.length, after.length)), {
      series: [{
        type: "sankey", left: "34%", right: "34%", top: 12, bottom: 12, nodeGap: 14, draggable: false,
        data: [...before.map((text) => node("0", text)), ...after.map((text) => node("1", text))],
        links: change.flows.map((flow) => ({
          source: `0${said(flow.before_text)}`, target: `1${said(flow.after_text)}`, value: flow.cases,
          lineStyle: { color: c.way[flow.way], opacity: 0.45 },
        })),
        label: { color: c.ink, width: 0.3 * box.clientWidth, overflow: "break" },
        tooltip: { formatter: (at) => (at.dataType === "edge" ? `${at.data.source.slice(1)} → ${at.data.target.slice(1)}: ${number.format(at.data.value)}` : `${at.name.slice(1)}: ${number.format(at.value)}`) },
      }],
    }];
  };

  const flowBars = (change, c, box) => [56 * change.flows.length + 30, {
    grid: { left: 8, right: 56, top: 8, bottom: 8 },
    xAxis: { type: "value", show: false },
    yAxis: { type: "category", inverse: true, show: false, data: change.flows.map((_, at) => at) },
    series: [{
      type: "bar", barWidth: 14,
      data: change.flows.map((flow) => ({ value: flow.cases, itemStyle: { color: c.way[flow.way] } })),
      label: { show: true, position: "right", color: c.ink, formatter: (at) => brief.format(at.value) },
    }, {
      type: "bar", barWidth: 14, barGap: "-100%", silent: true, itemStyle: { color: "transparent" }, data: change.flows.map(() => 0),
      label: {
        show: true, position: "insideLeft", offset: [-4, -20], color: c.soft, width: box.clientWidth - 70, overflow: "truncate",
        formatter: (at) => `${said(change.flows[at.dataIndex].before_text)} → ${said(change.flows[at.dataIndex].after_text)}`,
      },
    }],
    tooltip: { show: false },
  }];

  const money = (box, c) => {
    const one = report.money.find((each) => each.currency === box.dataset.currency);
    const digits = new Intl.NumberFormat(language, { style: "currency", currency: one.currency }).resolvedOptions().maximumFractionDigits;
    const major = (minor) => minor / 10 ** digits;
    const written = new Intl.NumberFormat(language, { style: "currency", currency: one.currency, notation: "compact", signDisplay: "exceptZero" });
    return [44 * one.parties.length + 50, {
      grid: { left: 8, right: 24, top: 8, bottom: 8, containLabel: true },
      xAxis: scale(c, (value) => brief.format(value)),
      yAxis: names(c, one.parties.map((party) => said(party.label)), 120),
      series: [{
        type: "bar", barMaxWidth: 22,
        data: one.parties.map(({ difference_minor: minor }) => ({
          value: major(minor), itemStyle: { color: minor < 0 ? c.way.worse : c.way.better },
          label: { show: minor !== 0, position: "inside", formatter: written.format(major(minor)), color: c.ink, textBorderColor: c.sheet, textBorderWidth: 3 },
        })),
      }],
    }];
  };

  const ranked = (groups) => (box, c) => [30 * groups.length + 80, {
    legend: { top: 0, textStyle: { color: c.ink }, itemHeight: 10 },
    grid: { left: 8, right: 20, top: 36, bottom: 8, containLabel: true },
    tooltip: { ...ground(c).tooltip, trigger: "axis", axisPointer: { type: "shadow" } },
    xAxis: scale(c, (value) => brief.format(value)),
    yAxis: names(c, groups.map((group) => said(group.label)), Math.min(160, box.clientWidth * 0.32)),
    series: stacked(c, groups, false),
  }];

  const months = (box, c) => [260, {
    legend: { top: 0, textStyle: { color: c.ink }, itemHeight: 10 },
    grid: { left: 8, right: 16, top: 36, bottom: 8, containLabel: true },
    tooltip: { ...ground(c).tooltip, trigger: "axis", axisPointer: { type: "shadow" } },
    xAxis: { ...names(c, report.months.map((month) => said(month.label)), 60), inverse: false },
    yAxis: scale(c, (value) => brief.format(value)),
    series: stacked(c, report.months, true),
  }];

  const CHARTS = { flows, money, months, merchants: ranked(report.merchants), categories: ranked(report.categories) };

  // A chart gets its place at once and is drawn when it comes into sight, so that nothing moves under the reader.
  const place = (box) => {
    box.hidden = false;
    box.style.height = `${CHARTS[box.dataset.chart](box, look())[0]}px`;
  };
  const draw = (box) => {
    const c = look();
    drawn.get(box)?.dispose();
    const chart = window.echarts.init(box, null, { renderer: "canvas" });
    drawn.set(box, chart);
    chart.setOption({ ...ground(c), ...CHARTS[box.dataset.chart](box, c)[1] });
  };
  const inSight = new IntersectionObserver((seen) => {
    for (const one of seen) if (one.isIntersecting) { inSight.unobserve(one.target); draw(one.target); }
  }, { rootMargin: "300px" });

  const boxes = [...document.querySelectorAll("[data-chart]")];
  const fold = (isOpen) => {
    for (const box of boxes) if (box.nextElementSibling?.matches("details.as-table")) box.nextElementSibling.open = isOpen;
  };
  const again = () => [...drawn.keys()].forEach((box) => { place(box); draw(box); });
  const show = () => { fold(false); boxes.forEach(place); };
  const hide = () => {
    fold(true);
    for (const box of boxes) { inSight.unobserve(box); drawn.get(box)?.dispose(); box.hidden = true; }
    drawn.clear();
  };

  for (const way of WAYS) words[way] ??= way;
  let width = innerWidth;
  addEventListener("resize", () => { if (innerWidth !== width) { width = innerWidth; again(); } });
  addEventListener("beforeprint", () => { if (window.echarts) boxes.filter((box) => !box.hidden && !drawn.has(box)).forEach(draw); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  if (!choice) {
    show();
    boxes.forEach(draw);
    return;
  }

  const isShown = () => choice.getAttribute("aria-pressed") === "true";
  const library = () => new Promise((done, failed) => {
    if (window.echarts) return done();
    const script = document.createElement("script");
    Object.assign(script, { src: choice.dataset.chartsFrom, onload: done, onerror: failed });
    document.head.append(script);
  });
  choice.parentElement.classList.add("works");
  choice.addEventListener("click", async () => {
    choice.setAttribute("aria-pressed", String(!isShown()));
    if (!isShown()) return hide();
    show();
    try {
      await library();
      if (isShown()) boxes.forEach((box) => inSight.observe(box));
    } catch {
      choice.setAttribute("aria-pressed", "false");
      hide();
    }
  });
})();
