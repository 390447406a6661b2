import { BASE_LOCK_FILE, ignoreFileNames } from '@module-images/core'
import { DOCKERFILE } from '@module-images/workspace'

/** Files of a module's folder that define its build whatever the Dockerfile copies. */
export const DEFINITIONS: readonly string[] = [DOCKERFILE, ...ignoreFileNames(DOCKERFILE), BASE_LOCK_FILE, 'project.json', 'package.json']
