/** Type of the task that makes a manifest list, in tasks.json. */
export const listTaskType = 'multiarch-manifest';
