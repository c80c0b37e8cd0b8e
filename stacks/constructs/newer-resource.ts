import { Token, TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';

/** A resource with attributes that are newer than the constructs; they are given by Terraform's own names. */
export class NewerResource extends TerraformResource {
  constructor(scope: Construct, id: string, type: string, attributes: Readonly<Record<string, unknown>>) {
    super(scope, id, { terraformResourceType: type, terraformGeneratorMetadata: { providerName: 'aws' } });
    for (const [name, value] of Object.entries(attributes)) this.addOverride(name, value);
  }

  /** A reference to what the resource tells of itself. */
  attribute(name: string): string {
    return Token.asString(this.interpolationForAttribute(name));
  }
}
