#include "crawler/robots.h"
