import type { Language } from "../../runtime/text.ts";
import type { HelpTexts } from "./kinds.ts";

const loaders: Readonly<Record<Language, () => Promise<{ readonly texts: HelpTexts }>>> = {
  en: () => import("./en.ts"),
  zh: () => import("./zh.ts"),
};

export const helpTexts = async (language: Language): Promise<HelpTexts> => (await loaders[language]()).texts;
