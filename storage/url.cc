#include "storage/url.h"
