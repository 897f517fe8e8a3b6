// The panels of a dashboard, drawn with what the lab saw. One time axis, one cursor for all of a run.
(() => {
  const section = document.querySelector("[data-dashboard]");
  if (!section) return;
  const colours = ["--accent", "--code-function", "--code-string", "--code-number", "--ink-3"];
  const charts = new Map();
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  // light-dark() is resolved by an element only
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const colour = (name) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const faded = (name, share) => colour(name).replace(/rgba?\(([^)]+)\)/, (_, parts) => `rgba(${parts.split(",").slice(0, 3)},${share})`);

  const scaled = (value, base, names, gap) => {
    let size = Math.abs(value);
    let place = 0;
    while (size >= base && place < names.length - 1) {
      size /= base;
      place += 1;
    }
    return `${value < 0 ? "-" : ""}${Number(size.toPrecision(3))}${names[place] && gap}${names[place]}`;
  };
  const duration = (seconds) => {
    for (const [least, name] of [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"], [1e-3, "ms"], [1e-6, "µs"]]) {
      if (Math.abs(seconds) >= least) return say(`time_${name}`, { number: Number((seconds / least).toPrecision(3)) });
    }
    return say("time_s", { number: 0 });
  };
  const rates = { reqps: " req/s", ops: " ops/s", cps: "/s", pps: " p/s", iops: " io/s" };
  const text = (value, panel) => {
    if (value == null) return "–";
    const { unit, words } = panel;
    if (words[value]) return words[value];
    if (unit === "bytes" || unit === "Bps") return scaled(value, 1024, ["B", "KiB", "MiB", "GiB", "TiB"], " ") + (unit === "Bps" ? "/s" : "");
    if (unit === "percentunit") return `${Number((value * 100).toPrecision(3))} %`;
    if (unit === "s" || unit === "dtdurations") return duration(value);
    if (unit === "ms") return duration(value / 1000);
    return scaled(value, 1000, ["", "k", "M", "G", "T"], "") + (rates[unit] ?? "");
  };

  // Faults are shaded behind the lines, alerts are bars along the top.
  const marks = (panel) => (u) => {
    const { ctx, bbox } = u;
    const ratio = devicePixelRatio || 1;
    const x = (seconds) => u.valToPos(seconds, "x", true);
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.fillStyle = faded("--warn", 0.13);
    for (const fault of panel.faults) ctx.fillRect(x(fault.start), bbox.top, x(fault.end) - x(fault.start), bbox.height);
    ctx.fillStyle = colour("--bad");
    for (const alert of panel.alerts) ctx.fillRect(x(alert.start), bbox.top, Math.max(2 * ratio, x(alert.end) - x(alert.start)), 3 * ratio);
    ctx.strokeStyle = faded("--bad", 0.8);
    ctx.setLineDash([4 * ratio, 4 * ratio]);
    for (const limit of panel.limits) {
      const y = u.valToPos(limit.value, "y", true);
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.stroke();
    }
    ctx.restore();
  };

  const tip = (panel) => {
    const box = document.createElement("div");
    box.className = "chart-tip";
    box.hidden = true;
    return {
      hooks: {
        ready: (u) => u.over.parentElement.append(box),
        setCursor: (u) => {
          const { left, top, idx } = u.cursor;
          box.hidden = idx == null || left < 0 || !u.over.matches(":hover");
          if (box.hidden) return;
          const at = u.data[0][idx];
          const fault = panel.faults.find((one) => at >= one.start && at <= one.end);
          const firing = panel.alerts.filter((one) => at >= one.start && at <= one.end).map((one) => one.alert);
          const head = document.createElement("b");
          head.textContent = [say("time_s", { number: Math.round(at) }), fault ? fault.what || fault.fault : say("healthy"), ...firing.map((alert) => say("fires", { alert }))].join(" · ");
          box.replaceChildren(head, ...panel.series.map((series, place) => {
            const line = document.createElement("span");
            const dot = document.createElement("i");
            dot.style.background = colour(colours[place % colours.length]);
            line.append(dot, `${series.name}: ${text(series.values[idx], panel)}`);
            return line;
          }));
          box.style.left = left > u.over.clientWidth / 2 ? "" : `${left + 14}px`;
          box.style.right = left > u.over.clientWidth / 2 ? `${u.over.clientWidth - left + 14}px` : "";
          box.style.top = `${Math.max(0, top - 10)}px`;
        },
      },
    };
  };

  const range = (panel) => (_, low, high) => {
    const limits = panel.limits.map((limit) => limit.value).filter((value) => value <= Math.max(high, 0) * 3 + 1e-12);
    const least = panel.min ?? Math.min(low ?? 0, ...limits);
    const most = panel.max ?? Math.max(high ?? 1, ...limits);
    return most > least ? [least, most + (most - least) * 0.08] : [least, least + 1];
  };

  // Round numbers of what is measured: powers of two of bytes, minutes and hours of seconds, whole numbers of counts.
  const tens = Array.from({ length: 31 }, (_, place) => [1, 2, 5].map((number) => Number(`${number}e${place - 12}`))).flat();
  const times = [...tens.filter((step) => step < 1), 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, ...tens.map((step) => step * 86400).filter((step) => step >= 86400)];
  const ticks = (panel) => {
    const { unit } = panel;
    if (unit === "bytes" || unit === "Bps") return Array.from({ length: 60 }, (_, place) => 2 ** place);
    if (unit === "s" || unit === "dtdurations") return times;
    const whole = panel.series.every((series) => series.values.every((value) => value === null || Number.isInteger(value)));
    return whole ? tens.filter((step) => step >= 1) : tens;
  };

  const draw = (figure, panel) => {
    const begin = performance.now();
    const place = figure.querySelector(".chart");
    const count = Math.floor(panel.seconds / panel.step) + 1;
    const axis = { stroke: colour("--ink-3"), font: `11px ${css("--sans")}`, grid: { stroke: faded("--ink-3", 0.16), width: 1 }, ticks: { show: false } };
    const options = {
      width: place.clientWidth,
      height: place.clientHeight,
      legend: { show: false },
      cursor: { sync: { key: panel.recording }, drag: { x: true, y: false }, points: { size: 6 } },
      scales: { x: { time: false }, y: { range: range(panel) } },
      axes: [
        { ...axis, size: 22, values: (_, ticks) => ticks.map((tick) => say("time_s", { number: tick })) },
        { ...axis, size: 62, incrs: ticks(panel), values: (_, ticks) => ticks.map((tick) => text(tick, panel)) },
      ],
      series: [{}, ...panel.series.map((series, number) => ({
        label: series.name,
        stroke: colour(colours[number % colours.length]),
        width: 1.5,
        points: { show: false },
        spanGaps: false,
      }))],
      hooks: {
        drawClear: [marks(panel)],
        // For whoever asks how long it took, in the browser's own tools or in a benchmark.
        ready: [() => performance.measure("panel", { start: begin, detail: figure.id })],
      },
      plugins: [tip(panel)],
    };
    place.replaceChildren();
    const moments = Array.from({ length: count }, (_, number) => number * panel.step);
    charts.set(figure, new uPlot(options, [moments, ...panel.series.map((series) => series.values.slice(0, count))], place));
  };

  let panels = null;
  const show = (figure) => panels?.[figure.dataset.panel] && draw(figure, panels[figure.dataset.panel]);
  const seen = new Set();
  const watch = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      seen.add(entry.target);
      watch.unobserve(entry.target);
      show(entry.target);
    }
  }, { rootMargin: "300px" });

  // The library is for those who come as far as here.
  const library = () => new Promise((loaded, failed) => {
    const script = document.createElement("script");
    script.src = section.dataset.charts;
    script.onload = loaded;
    script.onerror = failed;
    document.head.append(script);
  });

  const load = async () => {
    try {
      const [answer] = await Promise.all([fetch(section.dataset.dashboard), library()]);
      if (answer.ok) panels = (await answer.json()).panels;
    } catch {
      return; // The tables below the panels say the same.
    }
    for (const figure of section.querySelectorAll("[data-panel]")) watch.observe(figure);
  };
  new IntersectionObserver((entries, observer) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    load();
  }, { rootMargin: "800px" }).observe(section);

  const again = hub.later(120, () => seen.forEach(show));
  addEventListener("resize", again);
  new MutationObserver(again).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
})();
