#include "crawler/transport.h"
