import logging

logging.info("not shown")
logging.warning("shown without any configuration")
