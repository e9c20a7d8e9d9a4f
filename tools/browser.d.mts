import type { Page } from "playwright-core";

export const advice: string;
export const browserArguments: string[];
export function findBrowser(): string | undefined;
export function browser(): string;
export function findFirefox(): string | undefined;
export function findWebKit(): { readonly driver: string; readonly xvfb: string; readonly browser: string } | undefined;
export function installOthers(): void;
/** Waits until an expression holds in a page, asked within it. */
export function untilIn(page: Page, expression: string): Promise<unknown>;
