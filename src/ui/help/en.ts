import type { HelpTexts } from "./kinds.ts";

const own = "Not in the paper";

export const texts: HelpTexts = {
  nodes: {
    "model/load": {
      why: "RePaint trains nothing: all that is known of pictures comes from this one unconditional network. Another network means other pictures; one trained on faces fills every hole with parts of faces.",
      place: "§3.1: the trained DDPM that everything is built on",
    },
    "model/label": {
      why: "A network that was trained with labels wants to be told which kind of picture to make. Without it the null label is meant, and what fills the hole may be of any class.",
      place: "Its class-conditional ImageNet model",
    },
    "model/noise-schedule": {
      why: "Says how much noise belongs to each level t, and how many levels are walked. If it is not the one the network was trained with, the network is asked about noise it has never seen, and grain stays or detail is lost.",
      place: "§3.1, Eq. 1 and 7; T = 250 in its experiments",
    },
    "image/load": {
      why: "The picture whose known part is to be kept. Without it there is nothing to agree with, and the graph makes a picture out of nothing.",
      place: "x₀ of Eq. 8a",
    },
    "image/mask": {
      why: "Divides what is given from what is to be made. Swap the two and RePaint keeps the hole and invents the rest.",
      place: "m of Eq. 8c, 1 where the pixel is known",
    },
    "image/crop-to-mask": {
      why: "The network knows one size. Around the hole a window of that size is cut, so that the photo need not be shrunk; without it a small hole in a large photo would be filled by a few coarse pixels.",
      place: own,
    },
    "noise/gaussian": {
      why: "The walk begins at pure noise, and the seed decides which of all possible answers comes. The same noise twice gives the same picture twice.",
      place: "Algorithm 1, line 1",
    },
    "noise/forward": {
      why: "Brings the known pixels to the very level that the unknown ones have reached. Composited clean, they would stand in noise that the network does not expect, and the seam shows.",
      place: "Eq. 8a; Algorithm 1, lines 4–5, where √(1 − ᾱ) is meant",
    },
    "noise/start-at": {
      why: "Starts on the way instead of at pure noise, from a guess that is noised. Too low and the guess cannot change any more; too high and it is forgotten.",
      place: "Not RePaint's: SDEdit, compared in Table 4",
    },
    "denoise/predict": {
      why: "The only place where the network is called, and so the whole cost. From x_t it says what is noise; from that follows what the clean picture might be. All other nodes are arithmetic.",
      place: "ε_θ of Eq. 5; Eq. 12 of Ho et al. 2020",
    },
    "denoise/reverse-step": {
      why: "Goes one level down: towards the estimate, and a little noise back. Without that noise all samples run to the mean, and the picture blurs.",
      place: "Eq. 2 and 8b; Algorithm 1, lines 6–7",
    },
    "denoise/replace-x0": {
      why: "Puts the known pixels into the clean estimate instead of into x_t. The two halves then meet before noise is added; still the network has no second look, so seams stay.",
      place: "Not RePaint's: DDNM",
    },
    "denoise/gradient": {
      why: "Asks the network in which direction x_t would have to move for its estimate to agree with what is known. Without it the known part is only pasted; with too large a step the sample leaves what the network knows.",
      place: "Not RePaint's: DPS, MCG and CoPaint",
    },
    "denoise/classifier-guidance": {
      why: "Leans each step towards a class by the gradient of a classifier. Without it an unlabelled network fills with whatever fits; with a large scale the answers become all alike.",
      place: "Its ImageNet model is guided so; Dhariwal & Nichol 2021",
    },
    "repaint/composite": {
      why: "Joins the known half and the made half at one level. This is all of conditioning; and as the known half was drawn without looking at the made one, they need not agree. That is what jumping back mends.",
      place: "Eq. 8c; Algorithm 1, line 8",
    },
    "repaint/jump-back": {
      why: "Adds noise to the joined picture and walks down again, so that both halves pass through the network together. Leave it out, or set r = 1, and textures match while meaning does not: a face with two different eyes.",
      place: "§4.2; Algorithm 1, line 10; the jumps of j levels are printed in the appendix",
    },
    "image/paste-back": {
      why: "Returns the known pixels of the photo to the bit, and blends the seam. Without it the known part too would be what the network made of it.",
      place: own,
    },
    "flow/loop": {
      why: "Walks from T to 0 by whatever its body does. Without a loop there would be one step; what makes it end is that levels fall more often than they rise.",
      place: "Algorithm 1, line 2",
    },
    "flow/repeat": {
      why: "Does its body a fixed number of times, whatever the level: for corrections at one noise level. Without it a corrector could be wired only once.",
      place: "The inner loop of Algorithm 1, line 3, without its jump",
    },
    "baseline/mean": {
      why: "Fills with one colour. Without such a floor a number of another method says nothing: how good is 20 dB, when a plain patch has 15?",
      place: "Not in the paper: it compares with trained networks alone",
    },
    "baseline/nearest": {
      why: "Copies the nearest known pixel. For every second line it is hard to beat; for half a picture it smears. Without it one cannot see which masks ask for understanding at all.",
      place: "Not in the paper: it compares with trained networks alone",
    },
    "baseline/biharmonic": {
      why: "Continues the picture as smoothly as can be. It is the best that can be done without having seen pictures; what a network adds is the rest.",
      place: "Not in the paper: it compares with trained networks alone",
    },
    "baseline/feed-forward": {
      why: "Asks a network trained to fill holes, as the paper’s rivals do: one call, and the answer of the masks it has seen. RePaint’s own network never saw a mask; compare them on masks that this one did not see.",
      place: "Table 1 compares with LaMa, AOT, DeepFillv2 and others",
    },
    "image/solid": {
      why: "A picture of one value: a neutral ground, or what is known in the world of two pixels. Without it such a value would have to come from a file.",
      place: own,
    },
    "image/low-pass": {
      why: "Keeps only what is coarse, by shrinking and growing again. It lets a reference decide the layout and the network the detail; without it the reference's detail would come along.",
      place: "Not RePaint's: ILVR, which follows a reference and fills no holes",
    },
    "image/blur": {
      why: "Smooths by a Gaussian. As a degradation it makes deblurring tasks; on a mask it makes a soft seam where a hard one would show.",
      place: own,
    },
    "image/resize": {
      why: "Brings pictures to one size, since every equation works pixel by pixel. Without it two sizes cannot be joined.",
      place: own,
    },
    "image/pad": {
      why: "Sets a border around a picture, for outpainting. Without it there is no room outside to be filled.",
      place: "Its mask “Expand”",
    },
    "batch/resample": {
      why: "Drops samples that fit badly and doubles those that fit well, by their weights. Without it most particles are wasted on what cannot be; too often, and all descend from one.",
      place: "Not RePaint's: SMCDiff",
    },
    "batch/pick": {
      why: "Takes some answers out of a batch. RePaint gives several; without a choice, one is as good as another.",
      place: "It shows several answers to one hole",
    },
    "batch/join": {
      why: "Puts batches one after the other, so that one network call serves all. Without it each would cost a call of its own.",
      place: own,
    },
    "batch/windows": {
      why: "Cuts a canvas that is larger than the network into windows that overlap, and sends them through it as one batch. Without it a picture can be no larger than the network's.",
      place: "Not RePaint's: MultiDiffusion",
    },
    "batch/blend": {
      why: "Lays windows back on their canvas and takes the mean where they overlap, at every step, so that neighbours agree. Without it each window would be filled for itself and seams would show.",
      place: "Not RePaint's: MultiDiffusion",
    },
    "math/equation": {
      why: "Any stage that nobody has made a node for: written as it stands in a paper, run as it is written. Without it a new idea would need a new program.",
      place: "Wherever you find an equation",
    },
    "math/number": {
      why: "One number for several nodes. Without it the same value would be typed twice, and sooner or later differ.",
      place: own,
    },
    "math/curve": {
      why: "A number that follows t along a curve drawn by hand, for scales and step sizes. Without it a value is the same at pure noise and at the last detail, where rarely the same is right.",
      place: own,
    },
    "math/measure": {
      why: "Turns each picture into a number, as a weight or a step size. Without it nothing in the graph could depend on how well a sample fits.",
      place: own,
    },
    "sample/split": {
      why: "Takes a sample apart: pixels here, level there. Without it pixels could be changed only by nodes that know about noise.",
      place: own,
    },
    "sample/join": {
      why: "Says at which level of noise some pixels are. A wrong level is believed: the network then removes too much or too little.",
      place: own,
    },
    "view/preview": {
      why: "Shows a value while the run goes on. It changes nothing; without it only the end is seen.",
      place: own,
    },
    "view/filmstrip": {
      why: "Keeps moments side by side, so that it is seen when a shape is decided: early, and never again without jumps.",
      place: own,
    },
    "view/compare": {
      why: "Lays two pictures over each other. Two answers that look alike may differ everywhere; without a direct comparison the eye does not see it.",
      place: own,
    },
    "view/plot": {
      why: "Draws a number over the run. A sampler that goes astray shows in the numbers long before the picture does.",
      place: own,
    },
    "view/scatter": {
      why: "Every picture of two pixels as a point, before the distribution it should come from. Here alone it is seen whether a sampler is right, and not only pretty.",
      place: "Not in the paper: no truth can be drawn for large pictures",
    },
    "view/sweep": {
      why: "Says in the graph itself which settings are to be held against each other. Whoever opens it makes the same table; without it a comparison is a list of values in somebody’s notes.",
      place: "Every table of the paper is such a sweep: r and j in Table 3",
    },
    "image/metrics": {
      why: "Measures how far a picture is from another. Note that a good filling need not be the original: a low number is no proof.",
      place: "It measures LPIPS, and asks people",
    },
    "measure/lpips": {
      why: "Asks a network that was fitted to what people call alike. Where much is unknown, a plausible filling has a low LPIPS even if no pixel agrees; PSNR would punish it. Without it our numbers cannot stand beside the paper’s.",
      place: "Its main score, Tables 1 to 4",
    },
    "measure/distribution": {
      why: "Compares sets of pictures, not pairs: whether the fillings as a whole look like real pictures. It needs thousands; with a few dozen it says more about their number than about their looks.",
      place: "Not in its tables; usual in the papers it compares with",
    },
    "measure/diversity": {
      why: "Whether several answers differ. A method that always gives the mean has 0; one that ignores the picture has the most, so read it beside a score of quality.",
      place: "Table 6, with LPIPS for distance",
    },
    "measure/identity": {
      why: "Whether what was known is still there. RePaint promises it; a network that repaints everything does not keep it. Any other number than 0 is a finding about the graph.",
      place: "Eq. 8c: known pixels are taken from the picture",
    },
    "measure/seam": {
      why: "Whether the edge of the hole can be seen. A filling may be good inside and still be given away by its border.",
      place: "“harmonization”, §4.2, is shown there in pictures alone",
    },
    "image/save": {
      why: "What the run is for: the finished sample, clamped and kept. Without it nothing leaves the graph.",
      place: "What Algorithm 1 returns: x₀",
    },
  },
  symbols: {
    t: "The level of noise: 0 is clean, T is noise only.",
    T: "How many levels the schedule has.",
    timestep: "The number under which the network knows this level from its training.",
    betas: "The variance of the noise that one forward step adds at this level.",
    alphas: "What a forward step leaves of the signal's variance: 1 − β.",
    alphas_cumprod: "How much of the clean picture's variance is left at this level: the product of all α up to here.",
    alphas_cumprod_prev: "The same one level below.",
    sqrt_betas: "The standard deviation of one step's noise.",
    sqrt_one_minus_betas: "What one step multiplies the picture by, so that its variance stays one.",
    sqrt_alphas_cumprod: "What is left of the clean picture at this level.",
    sqrt_one_minus_alphas_cumprod: "How strong the noise is at this level.",
    sqrt_recip_alphas_cumprod: "Brings x_t back to the clean picture's size.",
    sqrt_recipm1_alphas_cumprod: "How much noise has to be taken off, once x_t has the clean picture's size.",
    log_betas: "The larger of the two variances between which a network may choose, as a logarithm.",
    posterior_variance: "The variance of a reverse step when the clean picture is known.",
    posterior_log_variance_clipped:
      "The smaller of the two variances between which a network may choose, as a logarithm.",
    fixed_large_log_variance: "The larger usual variance of a reverse step, as a logarithm.",
    posterior_mean_coef1: "How much of the clean estimate goes into the mean of the next level.",
    posterior_mean_coef2: "How much of the present sample stays in that mean.",
    noise_scale: "One, and zero at the last step: the finished picture gets no noise.",
    ddim_coef_xstart: "How much of the clean estimate is left one level below.",
    ddim_coef_eps: "How much of the predicted noise is kept in DDIM's step.",
    ddim_sigma: "How much fresh noise DDIM adds; 0 where η is 0.",
    x_t: "The sample at the present level: picture and noise in one.",
    x_prev: "The sample one level below, a little cleaner.",
    x_next: "The sample one level above, a little noisier.",
    x_start: "A clean picture.",
    pred_xstart: "What the network takes the clean picture to be, from what it sees now.",
    eps: "What the network takes to be noise in x_t.",
    noise: "Freshly drawn noise, standard normal in each pixel.",
    keep_mask: "The mask: 1 where the pixel is known, 0 where it is to be made.",
    known: "The known picture, noised to this level.",
    unknown: "What the reverse step has made at this level.",
    gt: "The known picture, clean.",
    mean: "The mean of the next sample, before noise is added.",
    log_variance: "The logarithm of the variance of this reverse step.",
    out: "What the network returns, as it stands.",
    out_uncond: "What it returns when no label is given.",
    frac: "The network's choice between the smaller variance and the larger, from 0 to 1.",
    v: "The network's second output, from which it chooses the variance.",
    guidance_scale: "How far the label's answer is followed beyond the one without a label.",
    classifier_scale: "How strongly the classifier pulls.",
    gradient: "The direction in x_t in which the wanted thing becomes more likely.",
    error_gradient:
      "The direction in x_t in which the estimate moves towards the known pixels, or away from them by its sign.",
    mean_shift: "By how much guidance moves the mean.",
    variance: "The variance of this reverse step.",
    guided_xstart: "The clean estimate after guidance.",
    guided_eps: "The predicted noise that belongs to the guided estimate.",
    residual: "What is still missing between the estimate and the known pixels.",
    far: "How far the estimate is from the known pixels: the length of what is missing.",
    unclipped: "One where the estimate was not cut off at the picture's range: only there can it move.",
    cotangent: "What is sent backwards through the network.",
    vjp: "What comes back: the same, as a direction of x_t.",
    x: "The picture or sample that this stage works on.",
    y: "The result of this equation.",
    a: "The first input of this equation.",
    b: "The second input of this equation.",
    c: "The third input of this equation.",
  },
  plot: {
    level: "The axis of t: how noisy the sample is. At the top noise alone, at the bottom the finished picture.",
    transitions: "The axis of transitions: every change of level counts one, up or down, in the order of the run.",
    falling: "A falling stretch: reverse steps. Each level down costs a network call.",
    rising: "A rising stretch: a jump back. It only adds noise, and costs no network call.",
    break:
      "A breakpoint: the run pauses whenever it comes to this level, on its way down or up. The round button beside t in the player takes it away.",
    compared:
      "The schedule that is laid over for comparison: its own way through the levels, on the same axes. It is not what runs.",
    edited: "The schedule as it has been edited since: the run goes on with the one that it began with.",
    steps:
      "The number of levels T: how finely the way from noise to picture is cut. More steps are no substitute for jumping back (Table 2).",
    scrubber: "The moment that is looked at. Dragging it, or the arrow keys, shows what every node had there.",
    length:
      "The jump's length j: how many levels it climbs. Short jumps blur, long ones cost the same calls and change more.",
    count:
      "The number of passes r: how often each stretch is walked. Each more costs its calls again, and brings the halves nearer.",
    limit: "The level from which jumps begin: above it the walk goes straight down, where shapes are not decided yet.",
  },
};
