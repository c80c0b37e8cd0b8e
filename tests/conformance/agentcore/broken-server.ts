throw new Error('this agent cannot start');
