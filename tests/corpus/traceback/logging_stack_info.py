import logging

logging.warning("with the stack", stack_info=True)
