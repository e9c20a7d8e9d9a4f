import { html, nothing, type TemplateResult } from "lit";
import type { Language } from "../../../runtime/text.ts";
import type { DraftStep } from "./draft.ts";
import { lockedAs, lockedTo } from "./draft-locks.ts";
import type { Writer } from "./writer.ts";
import { writingWords } from "./writing-words.ts";

const PARTS = ["nodes", "run", "result"] as const;
type Part = (typeof PARTS)[number];
/** What is shown where no step says anything. */
const USUAL: readonly Part[] = ["run", "result"];
const LOCKS = ["all", "task", "none"] as const;

/** The parts that are shown beside text and canvas: as the step says, or the last one before it that does. */
function partsAt(steps: readonly DraftStep[], at: number): readonly Part[] {
  const said = steps.slice(0, at + 1).map(({ scene }) => scene.show);
  return said.findLast((one) => one !== undefined) ?? USUAL;
}

/** A step that shows a part, or no longer. */
const withPart =
  (part: Part, now: readonly Part[]) =>
  (step: DraftStep): DraftStep => {
    const show = now.includes(part) ? now.filter((one) => one !== part) : [...now, part];
    return { ...step, scene: { ...step.scene, show } };
  };

/** What is on the screen when a step begins, and what of it the learner may change. */
export function sceneFields(writer: Writer, shown: Language): TemplateResult | typeof nothing {
  const { step } = writer;
  if (!step) return nothing;
  const { graph, scene, fresh } = step;
  const w = writingWords(shown);
  const said = [
    w.nodes(graph.nodes.length),
    scene.frame ? w.view(scene.frame.length) : w.whole,
    ...(scene.select ? [w.selected(scene.select.join(", "))] : []),
    ...(scene.at ? [w.stands(scene.at)] : []),
  ];
  const parts = partsAt(writer.draft.steps, writer.at);
  const locks = lockedTo(step);
  return html`<p class="scene">${said.join(" · ")}</p>
    <label class="check"
      ><input
        type="checkbox"
        .checked=${fresh || writer.at === 0}
        ?disabled=${writer.at === 0}
        @change=${() => writer.edit((one) => ({ ...one, fresh: !one.fresh }))}
      />${w.anew}</label
    >
    <p class="label" id="parts">${w.parts}</p>
    <div class="checks" role="group" aria-labelledby="parts">
      ${PARTS.map(
        (part) =>
          html`<label class="check"
            ><input
              type="checkbox"
              .checked=${parts.includes(part)}
              @change=${() => writer.edit(withPart(part, parts))}
            />${w.partNames[part]}</label
          >`,
      )}
    </div>
    <label class="field"
      ><span class="label">${w.mayChange}</span>
      <select
        id="locks"
        @change=${(event: Event) => {
          const chosen = LOCKS.find((one) => one === (event.target as HTMLSelectElement).value);
          if (chosen) writer.edit((one) => lockedAs(one, chosen));
        }}
      >
        ${LOCKS.map(
          (one) =>
            html`<option value=${one} ?selected=${one === locks} ?disabled=${one === "task" && !step.task}>
              ${w.locks[one]}
            </option>`,
        )}
        ${
          locks === "some"
            ? html`<option value="some" selected>${w.lockedTo((scene.change ?? []).join(", "))}</option>`
            : nothing
        }
      </select></label
    >
    ${writer.differs ? nothing : html`<button class="again" @click=${() => writer.takeScene()}>${w.takeScene}</button>`}`;
}
