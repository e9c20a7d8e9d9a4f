import type { MaskReading } from "../../runtime/diffusion/mask-reading.ts";
import type { Text } from "../../runtime/text.ts";

/** What is dark or light, or lets something through. */
type Kind = Exclude<MaskReading["hole"], "painted">;

const NAMES: Readonly<Record<Kind, Text>> = {
  black: { en: "black", zh: "黑色" },
  white: { en: "white", zh: "白色" },
  transparent: { en: "transparent", zh: "透明" },
  opaque: { en: "opaque", zh: "不透明" },
};

const OPPOSITE: Readonly<Record<Kind, Kind>> = {
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
  if (reading.hole === "painted") return paintedOver(share, inverted);
  const { hole } = reading;
  const { C } = reading.keep_mask;
  const layers: Text[] =
    C > 1 ? [{ en: `It is ${C} masks, one for each channel.`, zh: `共 ${C} 个掩码，每个通道一个。` }] : [];
  const parts = [whatIsFilled(inverted ? OPPOSITE[hole] : hole, share), ...layers, ...decided(reading, hole)];
  return { en: parts.map((part) => part.en).join(" "), zh: parts.map((part) => part.zh).join("") };
}

function paintedOver(share: number, inverted: boolean): Text {
  const nothing = inverted ? share === 1 : share === 0;
  if (nothing)
    return { en: "The mask is the picture itself: nothing is painted over it.", zh: "掩码就是原图：上面没有涂画。" };
  const part = percent(share);
  return inverted
    ? {
        en: `The mask is its picture with something painted over it: what is the same (${part}) is the hole.`,
        zh: `掩码是涂画过的原图：相同之处（${part}）为待填充部分。`,
      }
    : {
        en: `The mask is its picture with something painted over it: what differs (${part}) is the hole.`,
        zh: `掩码是涂画过的原图：不同之处（${part}）为待填充部分。`,
      };
}

function whatIsFilled(hole: Kind, share: number): Text {
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

/** From this share of grey pixels on it looks like a photograph. */
const MOSTLY = 0.5;

function decided({ guessed, soft, split, low, high }: MaskReading, hole: Kind): Text[] {
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
  } else if (soft > MOSTLY) {
    parts.push({
      en: `Most of it (${percent(soft)}) is grey, as a photograph is: is it the right file? It was split at one half.`,
      zh: `其大部分（${percent(soft)}）为灰色，像一张照片：文件选对了吗？已以一半为界划分。`,
    });
  } else if (soft > 0) {
    parts.push({
      en: `Grey pixels (${percent(soft)}) went to the nearer side, split at one half.`,
      zh: `灰色像素（${percent(soft)}）以一半为界归入较近一侧。`,
    });
  }
  return parts;
}
