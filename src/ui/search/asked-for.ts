/** By node type: what people call it who do not know its title, with commas between; its tasks, methods and other names. */
export type AskedFor = Readonly<Record<string, string>>;
