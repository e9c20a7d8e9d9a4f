import assert from "node:assert/strict";
import { test } from "node:test";
import { registry } from "../../src/nodes/index.ts";
import { found } from "../../src/ui/commands/choice.ts";
import { loadWords } from "../../src/ui/i18n/index.ts";
import { nodeChoices } from "../../src/ui/outline/choices.ts";
import { asked as askedEn } from "../../src/ui/search/en.ts";
import { NodeIndex } from "../../src/ui/search/node-index.ts";
import { asked as askedZh } from "../../src/ui/search/zh.ts";
import { questions, unforeseen, type Question } from "./questions.ts";

const indices = { en: await NodeIndex.of(registry, "en"), zh: await NodeIndex.of(registry, "zh") };

const isAmong = (first: readonly string[], { right }: Question): boolean =>
  first.slice(0, 3).some((type) => right.includes(type));

for (const language of ["en", "zh"] as const) {
  const index = indices[language];

  test(`a node is among the first three for what it does (${language})`, () => {
    assert.equal(questions[language].length, 20);
    const missed = questions[language].filter((question) => !isAmong(index.found(question.asked), question));
    assert.deepEqual(
      missed.map(({ asked }) => `${asked} → ${index.found(asked).slice(0, 3).join(", ")}`),
      [],
    );
  });

  test(`of questions that nobody foresaw, 18 of 20 are answered so too (${language})`, () => {
    const right = unforeseen[language].filter((question) => isAmong(index.found(question.asked), question));
    assert.ok(right.length >= 18, `${right.length} of ${unforeseen[language].length}`);
  });

  test(`the list of nodes to add answers as the palette does (${language})`, async () => {
    await loadWords(language);
    const choices = nodeChoices(registry, language);
    const missed = questions[language].filter((question) => {
      const list = found(choices, question.asked, index.found(question.asked));
      return !isAmong(
        list.map(({ id }) => id),
        question,
      );
    });
    assert.deepEqual(missed, []);
  });

  test(`every node is the first for its own title, and among the first for half of it (${language})`, () => {
    for (const { type, title } of registry.values()) {
      assert.equal(index.found(title[language])[0], type, title[language]);
      const half = title[language].slice(0, Math.ceil(title[language].length / 2) + 1);
      assert.ok(index.found(half).slice(0, 8).includes(type), half);
    }
  });
}

test("every node has words by which it is found, in both languages", () => {
  const types = [...registry.keys()].toSorted();
  for (const asked of [askedEn, askedZh]) assert.deepEqual(Object.keys(asked).toSorted(), types);
});

test("no words of a node are one of the questions", () => {
  for (const [language, asked] of [["en", askedEn] as const, ["zh", askedZh] as const])
    for (const question of [...questions[language], ...unforeseen[language]])
      for (const text of Object.values(asked)) assert.ok(!text.includes(question.asked), question.asked);
});

test("a slip of the hand is forgiven, and nonsense finds nothing", () => {
  assert.ok(indices.en.found("predcit").includes("denoise/predict"));
  assert.deepEqual(indices.en.found("qwxzv"), []);
  assert.deepEqual(indices.en.found("   "), []);
});
