import { App } from 'cdktf';
import { dev } from './environments/dev.ts';
import { environmentSchema } from './environments/schema.ts';
import { WorkflowStack } from './stacks/workflow.ts';

const app = new App();
new WorkflowStack(app, environmentSchema.parse(dev));
app.synth();
