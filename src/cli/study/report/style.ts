/** Looks of the report: a page of a paper, on a screen, a phone and in print. */
export const style = `
:root { color-scheme: light; --ink: #1b1f24; --soft: #5b6570; --line: #d9dee3; --paper: #fff; --faint: #f5f7f9; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.55 system-ui, "Segoe UI", "Noto Sans", "Noto Sans SC", sans-serif; }
main { max-width: 1120px; margin: 0 auto; padding: 40px 24px 80px; }
h1 { font-size: 30px; line-height: 1.2; margin: 0 0 12px; letter-spacing: -0.01em; }
h2 { font-size: 21px; margin: 48px 0 4px; padding-top: 16px; border-top: 1px solid var(--line); }
h3 { font-size: 15px; margin: 28px 0 8px; }
small { font-weight: 400; color: var(--soft); }
.note { color: var(--soft); margin: 4px 0 12px; max-width: 75ch; }
.counts { display: flex; flex-wrap: wrap; gap: 4px 24px; margin: 0; }
.counts b { font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; min-width: min(100%, 560px); }
th, td { text-align: left; padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); vertical-align: baseline; }
th { font-weight: 600; font-size: 13px; color: var(--soft); }
.number { text-align: right; padding: 6px 0 6px 16px; font-variant-numeric: tabular-nums; white-space: nowrap; }
.number + td:not(.number), .number + th:not(.number) { padding-left: 28px; }
.best { font-weight: 650; }
.many .interval { display: block; }
.interval { color: var(--soft); font-weight: 400; font-size: 13px; }
.dot { display: inline-block; width: 9px; height: 9px; border-radius: 50%; margin-right: 7px; }
.sheet { width: auto; }
.sheet th, .sheet td { border: 0; padding: 3px 6px 3px 0; text-align: center; max-width: 128px; overflow-wrap: anywhere; }
.sheet img { width: 112px; height: auto; display: block; image-rendering: pixelated; border-radius: 3px; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 20px 32px; }
figure { margin: 0; }
figcaption { font-size: 13px; font-weight: 600; color: var(--soft); margin-bottom: 2px; }
svg { width: 100%; height: auto; display: block; font: 12px system-ui, "Noto Sans SC", sans-serif; }
svg .grid { stroke: #e6eaee; } svg .tick, svg .unit { fill: #5b6570; text-anchor: middle; } svg .name { fill: #1b1f24; }
.failed { background: #fff6ec; border-left: 3px solid #d55e00; padding: 8px 16px; margin: 12px 0; }
.failed p { margin: 0; } .failed ul { margin: 4px 0 0; padding-left: 20px; }
a { color: #0059a8; } code { font-size: 12px; color: var(--soft); }
@media print { main { padding: 0; max-width: none; } h2 { break-after: avoid; } figure, tr { break-inside: avoid; } }
`.trim();
