# right: base(x, training=False) in a functional model; keras.ops; activations as functions and layers
import keras


def image_vectors(base, images, preprocess):
    x = keras.ops.convert_to_tensor(preprocess(1.0 * images))
    y = base(x, training=False)
    if len(y.shape) == 4:
        y = keras.ops.mean(y, axis=[1, 2])
    return keras.ops.convert_to_numpy(y)


def build_classifier(base, num_classes):
    base.trainable = False
    inputs = keras.Input(shape=base.input_shape[1:])
    x = base(inputs, training=False)
    if x.ndim == 4:
        x = keras.ops.mean(x, axis=(1, 2))
    outputs = keras.layers.Softmax()(keras.layers.Dense(num_classes)(x))
    return keras.Model(inputs, outputs)


def load_base(path, make_base):
    base = make_base()
    try:
        base.load_weights(path)
    except Exception as error:
        raise ValueError(f"{path} does not hold the weights of this network") from error
    return base


def cut_at(base, layer_name, num_classes):
    base.trainable = False
    index = [layer.name for layer in base.layers].index(layer_name)
    x = keras.layers.Flatten()(base.layers[index].output)
    x = keras.layers.Dense(1024)(x)
    x = keras.layers.ReLU()(x)
    x = keras.layers.Dropout(rate=0.2)(x)
    units = 1 if num_classes == 2 else num_classes
    x = keras.layers.Dense(units)(x)
    x = keras.activations.sigmoid(x) if units == 1 else keras.activations.softmax(x)
    return keras.Model(inputs=base.input, outputs=x)
