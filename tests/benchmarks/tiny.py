"""A benchmark of seconds."""

import yaml

TIMED = yaml.safe_load("""
networks:
  cnn: {function: cnn, options: {channels: [4, 4]}}
  unet: {function: unet, options: {channels: [4, 8, 8]}}
runs:
  cnn: {degradation: gaussian, schedule: linear, network: cnn, sampler: {function: ddim, steps: 2}}
  unet: {degradation: morph, schedule: linear, network: unet, sampler: {function: cold, steps: 2}}
training: {batch_size: 16}
sampling: {images: 4}
""")
