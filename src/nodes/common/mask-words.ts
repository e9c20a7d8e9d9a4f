import type { MaskReading } from "../../runtime/diffusion/mask-reading.ts";
import type { Text } from "../../runtime/text.ts";

const NAMES: Readonly<Record<MaskReading["hole"], Text>> = {
  black: { en: "black", zh: "黑色" },
  white: { en: "white", zh: "白色" },
  transparent: { en: "transparent", zh: "透明" },
  opaque: { en: "opaque", zh: "不透明" },
};

const OPPOSITE: Readonly<Record<MaskReading["hole"], MaskReading["hole"]>> = {
  black: "white",
  white: "black",
  transparent: "opaque",
  opaque: "transparent",
};

const percent = (share: number): string => {
  const rounded = share < 0.1 ? (100 * share).toFixed(1) : String(Math.round(100 * share));
  return share > 0 && Number(rounded) === 0 ? "<0.1 %" : `${rounded} %`;
};

/** What was understood of a mask: what is the hole and how large it is, and what had to be decided. */
export function maskSentence(reading: MaskReading, inverted: boolean): Text {
  const share = inverted ? 1 - reading.share : reading.share;
  const { C } = reading.keep_mask;
  const layers: Text[] =
    C > 1 ? [{ en: `It is ${C} masks, one for each channel.`, zh: `共 ${C} 个掩码，每个通道一个。` }] : [];
  const parts = [whatIsFilled(inverted ? OPPOSITE[reading.hole] : reading.hole, share), ...layers, ...decided(reading)];
  return { en: parts.map((part) => part.en).join(" "), zh: parts.map((part) => part.zh).join("") };
}

function whatIsFilled(hole: MaskReading["hole"], share: number): Text {
  if (share === 0)
    return { en: "The mask leaves nothing to fill: everything is known.", zh: "掩码没有待填充的部分：全部已知。" };
  if (share === 1)
    return { en: "The mask leaves nothing known: everything is to be filled.", zh: "掩码没有已知部分：全部待填充。" };
  const [filled, kept] = [NAMES[hole], NAMES[OPPOSITE[hole]]];
  return {
    en: `In the mask ${filled.en} is the hole (${percent(share)} of the picture), ${kept.en} is known.`,
    zh: `掩码中${filled.zh}为待填充部分（占图像的 ${percent(share)}），${kept.zh}为已知。`,
  };
}

function decided({ guessed, soft, split, low, high, hole }: MaskReading): Text[] {
  const parts: Text[] = [];
  if (guessed) {
    const other = NAMES[OPPOSITE[hole]];
    parts.push({
      en: `This is a guess: with ${other.en} as the hole nearly everything would have to be filled.`,
      zh: `这是推测：若以${other.zh}为待填充部分，则几乎全图都要填充。`,
    });
  }
  if (split !== 0.5) {
    const [a, b] = [Math.round(low * 255), Math.round(high * 255)];
    parts.push({
      en: `Its values go from ${a} to ${b} of 255 and were split halfway.`,
      zh: `其数值仅为 ${a} 至 ${b}（满值 255），取中点划分。`,
    });
  } else if (soft > 0) {
    parts.push({
      en: `Grey pixels (${percent(soft)}) went to the nearer side, split at one half.`,
      zh: `灰色像素（${percent(soft)}）以一半为界归入较近一侧。`,
    });
  }
  return parts;
}
