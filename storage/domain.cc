#include "storage/domain.h"
