"""Prints the largest difference between a labelled network under its null label and the network without labels that stands for it,
then how much the null label matters in the first place. Random weights."""

import os
import sys

import torch

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../tools/train"))
from network import Network, Shape, unlabelled

torch.manual_seed(3)
network = Network(Shape(image_size=16, channels=(16, 32), attention_levels=(1,), refine=8, classes=2)).eval()
for parameter in network.parameters():
    torch.nn.init.normal_(parameter, std=0.1)
x, timesteps = torch.randn(2, 3, 16, 16), torch.tensor([3.0, 977.0])
with torch.no_grad():
    under = [network(x, timesteps, torch.full((2,), label)) for label in (2, 0)]
    plain = unlabelled(network)(x, timesteps)
print((plain - under[0]).abs().max().item(), (under[1] - under[0]).abs().max().item())
