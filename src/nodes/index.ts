import type { NodeDefinition, Registry } from "../runtime/node.ts";
import { baselineBiharmonic } from "./baseline-biharmonic.ts";
import { baselineFeedForward } from "./baseline-feed-forward.ts";
import { baselineMean } from "./baseline-mean.ts";
import { baselineNearest } from "./baseline-nearest.ts";
import { batchBlend } from "./batch-blend.ts";
import { batchJoin } from "./batch-join.ts";
import { batchPick } from "./batch-pick.ts";
import { batchResample } from "./batch-resample.ts";
import { batchWindows } from "./batch-windows.ts";
import { denoiseClassifierGuidance } from "./denoise-classifier-guidance.ts";
import { denoiseGradient } from "./denoise-gradient.ts";
import { denoisePredict } from "./denoise-predict.ts";
import { denoiseReplaceX0 } from "./denoise-replace-x0.ts";
import { denoiseReverseStep } from "./denoise-reverse-step.ts";
import { flowLoop } from "./flow-loop.ts";
import { flowRepeat } from "./flow-repeat.ts";
import { imageBlur } from "./image-blur.ts";
import { imageCropToMask } from "./image-crop-to-mask.ts";
import { imageLoad } from "./image-load.ts";
import { imageLowPass } from "./image-low-pass.ts";
import { imageMask } from "./image-mask.ts";
import { imageMetrics } from "./image-metrics.ts";
import { imagePad } from "./image-pad.ts";
import { imageResize } from "./image-resize.ts";
import { imagePasteBack } from "./image-paste-back.ts";
import { imageSave } from "./image-save.ts";
import { imageSolid } from "./image-solid.ts";
import { mathCurve } from "./math-curve.ts";
import { mathEquation } from "./math-equation.ts";
import { mathMeasure } from "./math-measure.ts";
import { mathNumber } from "./math-number.ts";
import { measureDistribution } from "./measure-distribution.ts";
import { measureDiversity } from "./measure-diversity.ts";
import { measureIdentity } from "./measure-identity.ts";
import { measureLpips } from "./measure-lpips.ts";
import { measureSeam } from "./measure-seam.ts";
import { modelLabel } from "./model-label.ts";
import { modelLoad } from "./model-load.ts";
import { modelNoiseSchedule } from "./model-noise-schedule.ts";
import { noiseForward } from "./noise-forward.ts";
import { noiseGaussian } from "./noise-gaussian.ts";
import { noiseStartAt } from "./noise-start-at.ts";
import { repaintComposite } from "./repaint-composite.ts";
import { repaintJumpBack } from "./repaint-jump-back.ts";
import { sampleJoin } from "./sample-join.ts";
import { sampleSplit } from "./sample-split.ts";
import { viewCompare } from "./view-compare.ts";
import { viewFilmstrip } from "./view-filmstrip.ts";
import { viewPlot } from "./view-plot.ts";
import { viewPreview } from "./view-preview.ts";
import { viewScatter } from "./view-scatter.ts";
import { viewSweep } from "./view-sweep.ts";

/** Every node type, in the order of the palette. A new one is a file beside this and a line here. */
export const nodes = [
  modelLoad,
  modelLabel,
  modelNoiseSchedule,
  imageLoad,
  imageMask,
  imageCropToMask,
  noiseGaussian,
  noiseForward,
  noiseStartAt,
  denoisePredict,
  denoiseReverseStep,
  denoiseReplaceX0,
  denoiseGradient,
  denoiseClassifierGuidance,
  repaintComposite,
  repaintJumpBack,
  imagePasteBack,
  flowLoop,
  flowRepeat,
  baselineMean,
  baselineNearest,
  baselineBiharmonic,
  baselineFeedForward,
  imageSolid,
  imageLowPass,
  imageBlur,
  imageResize,
  imagePad,
  batchResample,
  batchPick,
  batchJoin,
  batchWindows,
  batchBlend,
  mathEquation,
  mathNumber,
  mathCurve,
  mathMeasure,
  sampleSplit,
  sampleJoin,
  viewPreview,
  viewFilmstrip,
  viewCompare,
  viewPlot,
  viewScatter,
  viewSweep,
  imageMetrics,
  measureLpips,
  measureDistribution,
  measureDiversity,
  measureIdentity,
  measureSeam,
  imageSave,
] as const satisfies readonly NodeDefinition[];

/** All node types, by `type`: what the engine, the editor and the command line are handed. */
export const registry: Registry = new Map(nodes.map((node): [string, NodeDefinition] => [node.type, node]));
