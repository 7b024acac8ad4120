"""
Read by Python itself before it starts MiniStack (PYTHONPATH): puts right where MiniStack 1.5.33 asks for other rights than
AWS, or generates another secret. Everything else is left as strict as it is.
"""

import re
import string

try:
    from ministack.core import iam_actions, iam_evaluator
    from ministack.services.cloudformation import provisioners
except ImportError:
    pass  # Another Python.
else:
    _action_of = iam_actions.extract_iam_action
    _enforce = iam_evaluator.enforce
    _secret_string = provisioners._sm_secret_string

    def extract_iam_action(*args, **kwargs):
        # A batch is allowed by the action for one message (Service Authorization Reference, Amazon SQS).
        action = _action_of(*args, **kwargs)
        return re.sub(r"^(sqs:\w+)Batch$", r"\1", action) if action else action

    def enforce(access_key_id, iam_action, service, region, resource_arn="*", service_context=None):
        denied = _enforce(access_key_id, iam_action, service, region, resource_arn, service_context)
        # Identities, configuration sets and ses:FromAddress are not modelled, so no narrow policy could ever allow it.
        if denied and iam_action == "ses:SendRawEmail":
            return None
        # Ref of a secret is its ARN (CloudFormation, AWS::SecretsManager::Secret); here it is the name.
        name = re.sub(r"^arn:aws:secretsmanager:.*:secret:(.+)-\w{6}$", r"\1", resource_arn)
        if denied and name != resource_arn:
            return _enforce(access_key_id, iam_action, service, region, name, service_context)
        return denied

    def secret_string(props):
        # It overlooks this property (CloudFormation, AWS::SecretsManager::Secret GenerateSecretString); one secret in 94
        # began with "{" and was taken for JSON.
        wanted = props.get("GenerateSecretString")
        if wanted and str(wanted.get("ExcludePunctuation", "")).lower() == "true":
            excluded = wanted.get("ExcludeCharacters", "") + string.punctuation
            props = {**props, "GenerateSecretString": {**wanted, "ExcludeCharacters": excluded}}
        return _secret_string(props)

    provisioners._sm_secret_string = secret_string
    iam_actions.extract_iam_action = extract_iam_action
    iam_evaluator.enforce = enforce
