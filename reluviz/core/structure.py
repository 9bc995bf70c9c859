"""Units and layers added, removed and changed: networks of any layers."""

from __future__ import annotations

import numpy as np

from reluviz.core.layer import Layer
from reluviz.core.network import Network

MOST_INPUTS, MOST_OUTPUTS, MOST_WIDTH, MOST_LAYERS = 3, 8, 64, 8
"""What the window shows of layered networks at most."""


def check_small(network: Network) -> None:
    """Raise ValueError if a network has more of anything than the window shows."""
    widest = max(layer.n_units for layer in network.layers)
    for has, most, what in (
        (network.n_inputs, MOST_INPUTS, "inputs"),
        (network.n_outputs, MOST_OUTPUTS, "outputs"),
        (len(network.layers), MOST_LAYERS, "layers"),
        (widest, MOST_WIDTH, "units in a layer"),
    ):
        if has > most:
            raise ValueError(
                f"the window shows networks of up to {most} {what}; this one has {has:,}: "
                f"{network!r}"
            )


def with_unit(network: Network, layer: int, seed: int = 0) -> Network:
    """Return the network with one unit more at the end of a hidden layer.

    Its weights are small random numbers, and what it gives counts for nothing at first: the
    function does not change.

    Raises
    ------
    ValueError
        If it is the last layer, or there would be too many units.
    """
    _check_hidden(network, layer)
    random = np.random.default_rng([seed, layer, network.layers[layer].n_units])
    old, after = network.layers[layer : layer + 2]
    row = random.normal(0.0, 1.0 / np.sqrt(old.n_inputs), old.n_inputs).round(2)
    grown = Layer(np.vstack([old.weights, row]), np.append(old.bias, 0.0), old.activation)
    column = np.zeros((after.n_units, 1))
    next_ = Layer(np.hstack([after.weights, column]), after.bias, after.activation)
    return _checked(_replaced(network, layer, grown, next_))


def without_unit(network: Network, layer: int, unit: int) -> Network:
    """Return the network without one unit of a hidden layer.

    Raises
    ------
    ValueError
        If it is the last layer, or the only unit of its layer.
    """
    _check_hidden(network, layer)
    old, after = network.layers[layer : layer + 2]
    if old.n_units == 1:
        raise ValueError("this is the only unit of its layer: remove the layer instead")
    shrunk = Layer(np.delete(old.weights, unit, 0), np.delete(old.bias, unit), old.activation)
    next_ = Layer(np.delete(after.weights, unit, 1), after.bias, after.activation)
    return _replaced(network, layer, shrunk, next_)


def with_layer(network: Network, before: int, activation: str = "relu") -> Network:
    """Return the network with a hidden layer more, before layer `before`.

    It has as many units as the layer before it, or inputs, each with a weight of 1 from its own
    and 0 from the others: what goes in is handed on as the activation lets it through. With
    identities, and with ReLUs where nothing below zero goes in, the function does not change.

    Raises
    ------
    ValueError
        If there is no layer `before`, or there would be too many layers or units.
    """
    if not 0 <= before < len(network.layers):
        raise ValueError("a layer can be added before a layer that is there")
    check_small(network)  # before there is a matrix as wide as a hidden layer of ReLUs may be
    size = network.layers[before].n_inputs
    new = Layer(np.eye(size), np.zeros(size), activation)
    layers = network.layers
    return _checked(Network([*layers[:before], new, *layers[before:]]))


def with_input(network: Network) -> Network:
    """Return the network with one input more, of weight 0: the function does not depend on it.

    Raises
    ------
    ValueError
        If there would be too many inputs.
    """
    first, *rest = network.layers
    weights = np.hstack([first.weights, np.zeros((first.n_units, 1))])
    return _checked(Network([Layer(weights, first.bias, first.activation), *rest]))


def without_input(network: Network, index: int) -> Network:
    """Return the network without one input: the function where that is zero.

    Raises
    ------
    ValueError
        If it is the only one.
    """
    if network.n_inputs == 1:
        raise ValueError("this is the only input: a network needs one")
    first, *rest = network.layers
    weights = np.delete(first.weights, index, 1)
    return Network([Layer(weights, first.bias, first.activation), *rest])


def without_layer(network: Network, layer: int) -> Network:
    """Return the network without a hidden layer: the weights after it act on what went into it.

    They are multiplied by its own, and its activation is left out: without identities the function
    changes.

    Raises
    ------
    ValueError
        If it is the last layer.
    """
    _check_hidden(network, layer)
    old, after = network.layers[layer : layer + 2]
    joined = Layer(
        after.weights @ old.weights, after.bias + after.weights @ old.bias, after.activation
    )
    return Network([*network.layers[:layer], joined, *network.layers[layer + 2 :]])


def with_activation(network: Network, layer: int, activation: str) -> Network:
    """Return the network with another activation in one layer.

    Parameters
    ----------
    network : Network
        Any network.
    layer : int
        Index of the layer.
    activation : str
        Name of an activation.

    Raises
    ------
    ValueError
        If it is no hidden layer of ReLUs any more and has more units than other layers may have.
    """
    layers = list(network.layers)
    layers[layer] = Layer(layers[layer].weights, layers[layer].bias, activation)
    return _checked(Network(layers))


def _check_hidden(network: Network, layer: int) -> None:
    if not 0 <= layer < len(network.layers) - 1:
        raise ValueError("only hidden layers can be changed like this: the outputs are fixed")


def _checked(network: Network) -> Network:
    if not network.is_shallow:
        check_small(network)
    return network


def _replaced(network: Network, layer: int, first: Layer, second: Layer) -> Network:
    return Network([*network.layers[:layer], first, second, *network.layers[layer + 2 :]])
