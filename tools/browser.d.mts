export const advice: string;
export const browserArguments: string[];
export function findBrowser(): string | undefined;
export function browser(): string;
