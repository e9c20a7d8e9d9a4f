const { port1, port2 } = new MessageChannel();
const waiting: (() => void)[] = [];

function take(): void {
  waiting.shift()?.();
  if (waiting.length === 0) port1.onmessage = null; // A port that is listened to would keep Node from ending.
}

/** Lets messages in: a promise that is already fulfilled would not. */
export function macrotask(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    port1.onmessage = take;
    port2.postMessage(0);
  });
}
