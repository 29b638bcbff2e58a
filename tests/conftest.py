"""Qt draws into memory, by the renderer that the appliance's screenshots use; set before anything imports Qt."""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_QUICK_BACKEND"] = "software"
