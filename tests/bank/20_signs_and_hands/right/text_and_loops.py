# right: the file as text, plain loops, a PyDataset of our own that shifts images, one fit for each epoch
import keras
import numpy as np


def read_signs(path):
    with open(path) as file:
        lines = file.read().split("\n")
    images = []
    labels = []
    for line in lines[1:]:
        if line.strip() == "":
            continue
        numbers = [int(word) for word in line.split(",")]
        labels.append(numbers[0])
        image = np.zeros((28, 28), dtype=np.uint8)
        for row in range(28):
            for column in range(28):
                image[row, column] = numbers[1 + 28 * row + column]
        images.append(image)
    return np.array(images), np.array(labels)


def class_index(labels):
    names = []
    place = {}
    for number in range(25):
        if number == 9:
            continue
        place[number] = len(names)
        names.append("ABCDEFGHIJKLMNOPQRSTUVWXY"[number])
    return np.array([place[int(label)] for label in labels]), names


class Batches(keras.utils.PyDataset):
    def __init__(self, images, classes, batch_size, changes):
        super().__init__()
        self.images, self.classes = images, classes
        self.batch_size, self.changes = batch_size, changes
        self.order = np.arange(len(images))
        self.on_epoch_end()

    def __len__(self):
        return int(np.ceil(len(self.images) / self.batch_size))

    def __getitem__(self, index):
        places = self.order[index * self.batch_size : (index + 1) * self.batch_size]
        images = self.images[places].astype("float32") / 255.0
        if images.ndim == 3:
            images = images.reshape(*images.shape, 1)
        if self.changes:
            for number in range(len(images)):
                images[number] = self.shifted(images[number])
        return images, self.classes[places]

    def shifted(self, image):
        down, right = np.random.randint(-2, 3, size=2)
        wide = np.pad(image, ((2, 2), (2, 2), (0, 0)), mode="edge")
        return wide[2 + down : 2 + down + image.shape[0], 2 + right : 2 + right + image.shape[1]]

    def on_epoch_end(self):
        if self.changes:
            np.random.shuffle(self.order)


def make_batches(train, validation, test, batch_size):
    return Batches(*train, batch_size, True), Batches(*validation, batch_size, False), Batches(*test, batch_size, False)


def build_model(shape, num_classes):
    model = keras.Sequential()
    model.add(keras.layers.Input(shape))
    model.add(keras.layers.Conv2D(16, (3, 3), padding="same"))
    model.add(keras.layers.ReLU())
    model.add(keras.layers.MaxPool2D((2, 2)))
    model.add(keras.layers.Conv2D(32, (3, 3), padding="same"))
    model.add(keras.layers.ReLU())
    model.add(keras.layers.MaxPool2D((2, 2)))
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dropout(0.3))
    model.add(keras.layers.Dense(num_classes))
    model.add(keras.layers.Softmax())
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(), metrics=["accuracy"])
    return model


def train_to_target(model, train, validation, target, max_epochs):
    history = {"accuracy": [], "loss": [], "val_accuracy": [], "val_loss": []}
    for _ in range(max_epochs):
        one = model.fit(train, validation_data=validation, epochs=1, verbose=0).history
        for name in history:
            history[name].append(one[name][0])
        if history["val_accuracy"][-1] >= target:
            break
    return history
