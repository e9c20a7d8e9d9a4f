import type { AskedFor } from "./asked-for.ts";

export const asked: AskedFor = {
  "model/load": "network, checkpoint, weights, ONNX, DDPM, unconditional diffusion model, neural net, pretrained",
  "model/label": "class, category, condition, what it shows, label for the network, ImageNet, cat or dog, null label",
  "model/noise-schedule":
    "betas, number of steps, timesteps, T, linear, cosine, respacing, fewer or more steps, faster, slower, levels",
  "image/load": "open, file, photo, input, original, upload, import, reference, own picture, ground truth",
  "image/mask":
    "hole, region, paint, draw, brush, erase, select an area, known and unknown, missing pixels, inpainting area",
  "image/crop-to-mask": "cut out, window around the hole, zoom in, large photo, too large, region of interest",
  "noise/gaussian": "random, start, begin, initial sample, pure noise, seed, x_T, standard normal, from nothing",
  "noise/forward": "add noise, make noisy, diffuse, q sample, forward process, noisy version of the known picture",
  "noise/start-at": "SDEdit, begin halfway, start in the middle, strength, image to image, partly noised",
  "denoise/predict":
    "guess, estimate, clean picture, x0, epsilon, call or ask the network, run the model, what is noise, prediction",
  "denoise/reverse-step":
    "remove noise, denoise, one step down, DDPM, DDIM, ancestral sampling, p sample, less noise, t − 1, sampler step",
  "denoise/replace-x0":
    "DDNM, null space, clean estimate, put known pixels into the prediction, data consistency, projection",
  "denoise/gradient":
    "derivative, backpropagation, DPS, MCG, guidance by an error, posterior sampling, VJP, descend, optimise",
  "denoise/classifier-guidance":
    "steer towards a class, lean, classifier, guide, guidance scale, make it look like a class",
  "repaint/composite":
    "keep what is known, merge, join, combine known and unknown, put together, paste, blend by a mask, inside and outside",
  "repaint/jump-back":
    "go back, resampling, jump, once more, time travel, add noise again, r times, harmonise, undo, rewind, j levels",
  "image/paste-back": "put back into the photo, insert, full size, uncrop, seam, return the crop, original resolution",
  "flow/loop": "until clean, iterate, while, for all levels, until t = 0, main loop, sampling loop, cycle, all steps",
  "flow/repeat": "several times, again, n times, iterate, counted loop, corrector, Langevin, inner loop, same level",
  "baseline/mean": "average colour, grey fill, simplest filling, without a network",
  "baseline/nearest": "closest pixel, copy neighbours, nearest neighbour, without a network",
  "baseline/biharmonic":
    "smooth, interpolate, inpaint without a network, classical, continue smoothly, without a model",
  "baseline/feed-forward": "LaMa, inpainting network, one pass, trained to fill holes, other method, competitor, fast",
  "image/solid": "constant, one colour, grey, black, white, empty, blank, plain, fill with a value",
  "image/low-pass":
    "coarse structure, low frequencies, ILVR, rough layout, downsample and upsample, without detail, pixelate",
  "image/blur": "blurry, soften, smooth, unsharp, out of focus, Gaussian filter, soft edge, feather, fuzzy",
  "image/resize":
    "scale, shrink, enlarge, smaller, larger, bigger, downsample, upsample, super-resolution, dimensions, width and height",
  "image/pad": "extend, outpainting, border, margin, bigger canvas, add room around, outwards, frame",
  "batch/resample":
    "particles, choose the likely, survival, SMC, filter, weights, select, drop the bad, importance, copies",
  "batch/pick": "choose one, best of several, select a picture, index, take one, largest, smallest, nth",
  "batch/join": "concatenate, stack, append, put together, several pictures in one, more samples",
  "batch/windows":
    "tiles, cut into pieces, large canvas, larger than the network, MultiDiffusion, overlap, patches, panorama, split",
  "batch/blend":
    "tiles, put windows together, average overlaps, stitch, MultiDiffusion, merge patches, panorama, assemble",
  "math/equation":
    "formula, own, expression, custom, arithmetic, add, subtract, multiply, calculate, code, operator, combine",
  "math/number": "constant, value, scalar, parameter, slider, weight, shared",
  "math/curve":
    "changes over time, animate, schedule of a number, ramp, fade, keyframes, depends on t, draw by hand, decay, vary",
  "math/measure":
    "norm, length, sum, mean, average, maximum, size of, statistics, error of a sample, one number per picture",
  "sample/split": "take apart, pixels of a sample, level, separate, sample to image, get t, extract",
  "sample/join": "make a sample, image to sample, put together, declare a level, assemble, noisy picture",
  "view/preview": "look at, show, watch, see, display, inspect, in between, thumbnail, debug",
  "view/filmstrip":
    "sequence, history, over time, frames, from noise to result, series, animation, in between, progress",
  "view/compare": "side by side, before and after, slider, difference, two pictures, overlay, against each other",
  "view/plot": "graph, chart, diagram, number over the run, curve of a value, monitor, log, draw a line",
  "view/scatter": "points, dots, two pixels, distribution, cloud, density, 2D",
  "view/sweep": "try many values, grid, parameter study, compare settings, several runs, table, ablation",
  "image/metrics": "PSNR, SSIM, error, MSE, quality, how good, how near to the truth, score, accuracy, distance",
  "measure/lpips": "perceptual distance, how alike, similarity, looks different, score, people's judgement",
  "measure/distribution":
    "FID, KID, Inception, realism, quality of many pictures, statistics of sets, distance between sets",
  "measure/diversity": "variety, how different the answers are, spread, several answers, variation, all alike",
  "measure/identity": "unchanged, untouched, check that known pixels stay, preserved, kept, not altered",
  "measure/seam": "edge, border visible, transition, harmony, discontinuity, can the boundary be seen",
  "image/save": "export, output, PNG, final picture, store, download, keep, end, write a file, finished",
};
