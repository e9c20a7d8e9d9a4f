export const advice: string;
export const browserArguments: string[];
export function findBrowser(): string | undefined;
export function browser(): string;
export function findFirefox(): string | undefined;
export function findWebKit(): { readonly driver: string; readonly xvfb: string; readonly browser: string } | undefined;
export function installOthers(): void;
