import cliProgress from "cli-progress";
import type { Console } from "./io.ts";

/** Tells how far a run has come: a bar on a terminal, a line now and then elsewhere. */
export interface Progress {
  update(calls: number): void;
  stop(): void;
}

const silent: Progress = { update: () => {}, stop: () => {} };

/** Seconds between lines where nobody looks at a terminal. */
const lineEvery = 10;

export function progressOf(io: Console, total: number): Progress {
  if (io.quiet || total === 0) return silent;
  if (io.terminal === undefined) return io.json ? silent : lines(io, total);
  const words = { en: ["network calls", "left"], zh: ["次网络调用", "剩余"] }[io.language];
  const started = performance.now();
  const bar = new cliProgress.SingleBar({
    stream: io.terminal,
    etaBuffer: 60,
    hideCursor: true,
    clearOnComplete: true,
    stopOnComplete: false,
    fps: 8,
    format: (options, params) => {
      const seconds = (performance.now() - started) / 1000;
      const left = secondsLeft(params.value, total, seconds);
      const drawn = cliProgress.Format.BarFormat(params.progress, options);
      return `${drawn} ${params.value}/${total} ${words[0]}, ${rate(params.value, seconds)}, ${left} ${words[1]}`;
    },
  });
  bar.start(total, 0);
  return { update: (calls) => bar.update(calls), stop: () => bar.stop() };
}

function lines(io: Console, total: number): Progress {
  const started = performance.now();
  let last = started;
  return {
    update: (calls) => {
      const now = performance.now();
      if (now - last < 1000 * lineEvery) return;
      last = now;
      const seconds = (now - started) / 1000;
      const left = secondsLeft(calls, total, seconds);
      io.note({
        en: `${calls}/${total} network calls, ${rate(calls, seconds)}, ${left} left`,
        zh: `${calls}/${total} 次网络调用，${rate(calls, seconds)}，剩余 ${left}`,
      });
    },
    stop: () => {},
  };
}

function rate(calls: number, seconds: number): string {
  const perSecond = seconds > 0 ? calls / seconds : 0;
  return `${perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond)}/s`;
}

function secondsLeft(calls: number, total: number, seconds: number): string {
  if (calls === 0) return "?";
  return duration(((total - calls) * seconds) / calls);
}

/** "3 s", "2 min 5 s", "1 h 4 min". */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.round((whole % 3600) / 60)} min`;
}
