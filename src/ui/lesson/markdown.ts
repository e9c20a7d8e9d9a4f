import { html, nothing, type TemplateResult } from "lit";
import { unsafeHTML } from "lit/directives/unsafe-html.js";
import { Lexer, type Token, type Tokens } from "marked";
import { toMathML } from "../../runtime/equation/mathml.ts";
import { parseEquation } from "../../runtime/equation/parse.ts";
import { referenceOf, type Reference } from "./references.ts";

/** How references and links of a text are drawn. */
export interface TextHost {
  readonly reference: (reference: Reference, words: Drawn) => TemplateResult;
  /** Said of links that lead out of the page. */
  readonly outside: string;
}
type Drawn = readonly (TemplateResult | string | typeof nothing)[];

/**
 * A lesson's text. Of Markdown's blocks paragraphs, lists, quotes and code are drawn, of what stands within a line
 * emphasis, code, references (`[jump back](#node/jump)`) and links by https. A code block named `equation` is set as
 * mathematics by the program's own equations. Everything else, HTML and pictures above all, is shown as the text that it
 * is: only text ever goes into the page.
 */
export function drawMarkdown(text: string, host: TextHost): TemplateResult {
  return html`${blocks(tokensOf(text), host)}`;
}

/** Deepest nesting of lists and quotes that is drawn; what is deeper stands as it was written. */
const DEEPEST = 8;

/** Text that was made to exhaust the parser, such as a thousand quotes in one another, is one paragraph. */
function tokensOf(text: string): readonly Token[] {
  try {
    return new Lexer({ gfm: true }).lex(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [{ type: "html", raw: text }];
  }
}

/** Every reference in a text, for those who check lessons. */
export function referencesIn(text: string): readonly string[] {
  const found: string[] = [];
  const look = (tokens: readonly Token[] | undefined): void => {
    for (const token of tokens ?? []) {
      if (token.type === "link") found.push((token as Tokens.Link).href);
      look("tokens" in token ? token.tokens : undefined);
      if (token.type === "list") look((token as Tokens.List).items);
    }
  };
  look(tokensOf(text));
  return found;
}

function blocks(tokens: readonly Token[], host: TextHost, depth = 0): Drawn {
  return tokens.map((token) => {
    switch (depth > DEEPEST ? "deep" : token.type) {
      case "space":
      case "def":
        return nothing;
      case "paragraph":
        return html`<p>${inline((token as Tokens.Paragraph).tokens, host)}</p>`;
      case "text":
        return html`${inlineOf(token as Tokens.Text, host)}`;
      case "list": {
        const { items, ordered } = token as Tokens.List;
        const drawn = items.map((item) => html`<li>${blocks(item.tokens, host, depth + 1)}</li>`);
        return ordered
          ? html`<ol>
              ${drawn}
            </ol>`
          : html`<ul>
              ${drawn}
            </ul>`;
      }
      case "blockquote":
        return html`<blockquote>${blocks((token as Tokens.Blockquote).tokens, host, depth + 1)}</blockquote>`;
      case "code": {
        const { lang, text } = token as Tokens.Code;
        return (lang === "equation" ? equation(text) : undefined) ?? html`<pre><code>${text}</code></pre>`;
      }
      default:
        return html`<p>${token.raw.trim()}</p>`;
    }
  });
}

const inlineOf = (token: Tokens.Text | Tokens.Escape, host: TextHost): Drawn =>
  "tokens" in token && token.tokens ? inline(token.tokens, host) : [unbroken(token.text)];

/** A text in which no line ends within a short formula, such as `r = 5` or `1 − ᾱ`. */
export const unbroken = (text: string): string =>
  text.replace(/(?<=[\p{L}\p{M}\p{N})]) ([=<>≤≥≈−+·÷/]) (?=[\p{N}\p{L}(−√])/gu, "\u00a0$1\u00a0");

/** No line begins with the stop after a reference, which is a button and would let it. */
function inline(tokens: readonly Token[], host: TextHost): Drawn {
  return tokens.map((token, i) => {
    if (tokens[i - 1]?.type === "link" && isPlain(token)) return unbroken(token.text.slice(stopOf(token).length));
    const stop = token.type === "link" ? stopOf(tokens[i + 1]) : "";
    return stop === "" ? piece(token, host) : html`<span class="held">${piece(token, host)}${stop}</span>`;
  });
}

const isPlain = (token: Token | undefined): token is Tokens.Text => token?.type === "text" && !("tokens" in token);

/** The stop that a text begins with. */
const stopOf = (token: Token | undefined): string =>
  (isPlain(token) && /^[.,;:!?)、，。；：！？）]+/.exec(token.text)?.[0]) || "";

function piece(token: Token, host: TextHost): Drawn[number] {
  switch (token.type) {
    case "text":
    case "escape":
      return html`${inlineOf(token as Tokens.Text, host)}`;
    case "strong":
      return html`<strong>${inline((token as Tokens.Strong).tokens, host)}</strong>`;
    case "em":
      return html`<em>${inline((token as Tokens.Em).tokens, host)}</em>`;
    case "codespan":
      return html`<code>${(token as Tokens.Codespan).text}</code>`;
    case "br":
      return html`<br />`;
    case "link":
      return link(token as Tokens.Link, host);
    default:
      return token.raw;
  }
}

function link({ href, tokens }: Tokens.Link, host: TextHost): TemplateResult {
  const words = inline(tokens, host);
  const reference = referenceOf(href);
  if (reference) return host.reference(reference, words);
  if (!/^https:\/\//i.test(href) || !URL.canParse(href)) return html`${words}`;
  return html`<a href=${href} target="_blank" rel="noopener noreferrer" title=${host.outside}>${words}</a>`;
}

function equation(text: string): TemplateResult | undefined {
  try {
    // The text is made by toMathML, which escapes all that it is given.
    return html`<div class="equation">${unsafeHTML(toMathML(parseEquation(text)))}</div>`;
  } catch {
    return undefined;
  }
}
