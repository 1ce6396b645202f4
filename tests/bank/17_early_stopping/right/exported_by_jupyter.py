# right: a notebook that Jupyter has downloaded as a script: get_ipython() is there and does nothing
#!/usr/bin/env python
# coding: utf-8

# In[1]:


get_ipython().run_line_magic('load_ext', 'autograder')
get_ipython().system('pip list')


# In[2]:


import warnings

import keras
import numpy as np


# In[3]:


class StopAtTarget(keras.callbacks.Callback):
    def __init__(self, monitor="val_accuracy", target=0.9):
        super().__init__()
        self.name_of_metric = monitor
        self.wanted = target
        self.told = False

    def on_epoch_end(self, epoch, logs=None):
        values = dict(logs or {})
        value = values.get(self.name_of_metric)
        if value is None:
            if not self.told:
                warnings.warn(f"{self.name_of_metric} is not among {sorted(values)}")
            self.told = True
        elif value >= self.wanted:
            self.model.stop_training = True


# In[4]:


def train_until(model, train, validation, target, max_epochs=100):
    done = model.fit(train[0], train[1], validation_data=validation, epochs=max_epochs, verbose=0,
                     callbacks=[StopAtTarget("val_accuracy", target)])
    return len(done.epoch), done.history


# In[5]:


get_ipython().run_line_magic('check', '17')
